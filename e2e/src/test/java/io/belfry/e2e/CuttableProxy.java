package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire between clients and a server that a test can cut, count and lead elsewhere. It listens on
 * a free port of its own.
 *
 * <p>Thread: thread-safe.
 */
final class CuttableProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> mute = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile int target;

  private CuttableProxy(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A wire to the server on that port. */
  static CuttableProxy to(int port) {
    CuttableProxy proxy = new CuttableProxy(port);
    Thread.ofVirtual().name("proxy-door").start(proxy::accept);
    return proxy;
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many clients ever came. */
  int accepted() {
    return accepted.get();
  }

  /** Leads later clients to the server on that port. */
  void leadTo(int port) {
    target = port;
  }

  /** Cuts all that is open, without a farewell to either side. */
  void cut() {
    open.forEach(CuttableProxy::reset);
  }

  /** Lets nothing more through on what is open, and tells neither side. */
  void silence() {
    mute.addAll(open);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        accepted.incrementAndGet();
        join(client);
      } catch (IOException e) {
        // The door was closed, or the server is gone: the client has been told by a reset.
      }
    }
  }

  private void join(Socket client) throws IOException {
    open.add(client);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      Thread.ofVirtual().name("proxy-up").start(() -> carry(client, server));
      Thread.ofVirtual().name("proxy-down").start(() -> carry(server, client));
    } catch (IOException e) {
      reset(client);
      throw e;
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        if (!mute.contains(from)) {
          to.getOutputStream().write(buffer, 0, read);
        }
      }
      to.shutdownOutput();
      if (from.isOutputShutdown()) {
        from.close();
        to.close();
      }
    } catch (IOException e) {
      reset(from);
      reset(to);
    }
    open.remove(from);
    mute.remove(from);
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed already, which is all that was wanted.
    }
  }
}
