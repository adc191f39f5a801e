package io.belfry.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The wire between a node and its engine. A test cuts it, so that nothing passes and nobody is
 * told, and what was said meanwhile comes when it is mended, as from any network; or it ends all
 * connections at once; or it makes each answer late.
 *
 * <p>Thread: thread-safe.
 */
final class EngineWire implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CHUNKS = 1_024;
  private static final int BACKLOG = 200;

  private final ServerSocket door;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mended = lock.newCondition();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private volatile long delayNanos;
  private boolean isCut;

  private EngineWire(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Nothing is in the last chunk of a connection.
  @SuppressWarnings("ArrayRecordComponent") // compared with none
  private record Chunk(byte[] bytes, long due) {}

  /** A wire to the engine on that port. */
  static EngineWire to(int port) {
    EngineWire wire = new EngineWire(port);
    Thread.ofVirtual().name("wire-door").start(wire::accept);
    return wire;
  }

  String url() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** From now on nothing passes. */
  void cut() {
    set(true);
  }

  /** From now on all passes, first what has waited. */
  void mend() {
    set(false);
  }

  private void set(boolean cut) {
    lock.lock();
    try {
      isCut = cut;
      mended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes each answer of the engine later. */
  void slow(Duration by) {
    delayNanos = by.toNanos();
  }

  /** Ends all connections without a farewell. */
  void endAll() {
    open.forEach(
        socket -> {
          ended.incrementAndGet();
          reset(socket);
        });
  }

  /** How many pieces came too late so far. */
  long late() {
    return late.get();
  }

  /** How many ends of connections were ended by force. */
  long ended() {
    return ended.get();
  }

  /** How many pieces had to wait for the wire to be mended. */
  long held() {
    return held.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket node = door.accept();
        open.add(node);
        Socket engine = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(engine);
        engine.setTcpNoDelay(true);
        node.setTcpNoDelay(true);
        join(node, engine, false);
        join(engine, node, true);
      } catch (IOException e) {
        // The door was closed, or the engine is gone.
      }
    }
  }

  private void join(Socket from, Socket to, boolean isAnswer) {
    BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(CHUNKS);
    Thread.ofVirtual().name("wire-in").start(() -> read(from, way, isAnswer));
    Thread.ofVirtual().name("wire-out").start(() -> write(way, to));
  }

  private void read(Socket from, BlockingQueue<Chunk> way, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER_BYTES];
    int n = 0;
    while (n >= 0) {
      n = read(from, buffer);
      put(way, new Chunk(Arrays.copyOf(buffer, Math.max(n, 0)), due(isAnswer)));
    }
  }

  private static int read(Socket from, byte[] buffer) {
    try {
      InputStream in = from.getInputStream();
      return in.read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private long due(boolean isAnswer) {
    if (!isAnswer || delayNanos == 0) {
      return System.nanoTime();
    }
    late.incrementAndGet();
    return System.nanoTime() + delayNanos;
  }

  private static void put(BlockingQueue<Chunk> way, Chunk chunk) {
    try {
      way.put(chunk);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void write(BlockingQueue<Chunk> way, Socket to) {
    try {
      for (Chunk chunk = way.take(); chunk.bytes().length > 0; chunk = way.take()) {
        await(chunk.due());
        to.getOutputStream().write(chunk.bytes());
      }
      await(0);
    } catch (IOException e) {
      // Its other end has gone.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    reset(to);
    open.remove(to);
  }

  private void await(long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); due > 0 && left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    lock.lock();
    try {
      if (isCut) {
        held.incrementAndGet();
      }
      while (isCut) {
        mended.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed already, which is all that was wanted.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mend();
    open.forEach(EngineWire::reset);
  }
}
