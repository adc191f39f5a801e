package io.belfry.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * connections at once; or it makes each answer late. It knows by their first words which
 * connections are those of nodes, and which of these are for inboxes, so that a test can cut all
 * others, or have the inboxes alone fall silent.
 *
 * <p>Thread: thread-safe.
 */
final class EngineWire implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CHUNKS = 1_024;
  private static final int BACKLOG = 200;

  private static final String OF_NODES = "HELLO";
  private static final String OF_INBOXES = "SSUBSCRIBE";

  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mended = lock.newCondition();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong swallowed = new AtomicLong();
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile long delayNanos;
  private Cut cut = Cut.NONE;

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

  private enum Cut {
    NONE,
    ALL,
    // Of those who are no nodes: replicas and sentinels.
    STRANGERS
  }

  /** One connection through the wire. */
  private static final class Line {
    private volatile boolean isOfNode;
    private volatile boolean isInbox;
    private volatile boolean isSilent;

    private void hears(byte[] said) {
      String words = new String(said, StandardCharsets.ISO_8859_1);
      isOfNode |= words.contains(OF_NODES);
      isInbox |= words.contains(OF_INBOXES);
    }
  }

  /** A wire to the engine on that port. */
  static EngineWire to(int port) {
    EngineWire wire = new EngineWire(port);
    Thread.ofVirtual().name("wire-door").start(wire::accept);
    return wire;
  }

  String url() {
    return "redis://127.0.0.1:" + port();
  }

  int port() {
    return door.getLocalPort();
  }

  /** Leads whoever comes from now on to the engine on that port. */
  void leadTo(int port) {
    target = port;
  }

  /** From now on nothing passes. */
  void cut() {
    set(Cut.ALL);
  }

  /** From now on nothing passes but what nodes and their engine say to each other. */
  void cutStrangers() {
    set(Cut.STRANGERS);
  }

  /** From now on all passes, first what has waited. */
  void mend() {
    set(Cut.NONE);
  }

  /** The inboxes that are open now get nothing any more, and their connections stay. */
  void silenceInboxes() {
    lines.stream().filter(line -> line.isInbox).forEach(line -> line.isSilent = true);
  }

  private void set(Cut what) {
    lock.lock();
    try {
      cut = what;
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

  /** How many pieces were lost on their way to a silent inbox. */
  long swallowed() {
    return swallowed.get();
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
        Line line = new Line();
        lines.add(line);
        join(line, node, engine, false);
        join(line, engine, node, true);
      } catch (IOException e) {
        // The door was closed, or the engine is gone.
      }
    }
  }

  private void join(Line line, Socket from, Socket to, boolean isAnswer) {
    BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(CHUNKS);
    Thread.ofVirtual().name("wire-in").start(() -> read(line, from, way, isAnswer));
    Thread.ofVirtual().name("wire-out").start(() -> write(line, way, to));
  }

  private void read(Line line, Socket from, BlockingQueue<Chunk> way, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER_BYTES];
    int n = 0;
    while (n >= 0) {
      n = read(from, buffer);
      byte[] said = Arrays.copyOf(buffer, Math.max(n, 0));
      if (!isAnswer) {
        line.hears(said);
      }
      if (n > 0 && isAnswer && line.isSilent) {
        swallowed.incrementAndGet();
      } else {
        put(way, new Chunk(said, due(isAnswer)));
      }
    }
    lines.remove(line);
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

  private void write(Line line, BlockingQueue<Chunk> way, Socket to) {
    try {
      for (Chunk chunk = way.take(); chunk.bytes().length > 0; chunk = way.take()) {
        await(line, chunk.due());
        to.getOutputStream().write(chunk.bytes());
      }
      await(line, 0);
    } catch (IOException e) {
      // Its other end has gone.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    reset(to);
    open.remove(to);
  }

  private boolean isCut(Line line) {
    return switch (cut) {
      case NONE -> false;
      case ALL -> true;
      case STRANGERS -> !line.isOfNode;
    };
  }

  private void await(Line line, long due) throws InterruptedException {
    for (long left = due - System.nanoTime(); due > 0 && left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    lock.lock();
    try {
      if (isCut(line)) {
        held.incrementAndGet();
      }
      while (isCut(line)) {
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
