package io.belfry.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The wire between clients and the server: a port that stays while servers come and go. It reads
 * along what is delivered, and can be cut, slow and late.
 *
 * <p>Thread: thread-safe.
 */
final class Wire implements AutoCloseable {
  private static final int BACKLOG = 1_000;
  private static final int NOWHERE = 0;
  // So that a client that does not read is soon noticed.
  private static final int RECEIVE_BUFFER = 32 << 10;

  private final ServerSocket door;
  private final Deliveries deliveries;
  private final Set<WiredConnection> open = ConcurrentHashMap.newKeySet();
  private volatile int target = NOWHERE;
  private volatile Duration delay = Duration.ZERO;

  Wire(Deliveries deliveries) {
    this.deliveries = deliveries;
    try {
      door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("belfry-wire-door").start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Leads whoever comes from now on to the server on that port. */
  void leadTo(int port) {
    target = port;
  }

  /** Leads nowhere: whoever comes is reset, and so is who is there. */
  void leadNowhere() {
    target = NOWHERE;
    cut(connection -> true);
  }

  /** What is read from now on goes on after that time. */
  void delay(Duration newDelay) {
    delay = newDelay;
  }

  /** Resets those connections; how many. */
  int cut(Predicate<TappedConnection> which) {
    List<WiredConnection> those = those(which);
    those.forEach(WiredConnection::cut);
    return those.size();
  }

  List<WiredConnection> those(Predicate<TappedConnection> which) {
    return open.stream().filter(connection -> which.test(connection.tapped())).toList();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        join(door.accept());
      } catch (IOException e) {
        // The door was closed, or the client was gone at once.
      }
    }
  }

  private void join(Socket client) throws IOException {
    int to = target;
    Socket server = new Socket();
    try {
      if (to == NOWHERE) {
        throw new IOException("No server is there.");
      }
      server.setReceiveBufferSize(RECEIVE_BUFFER);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      client.setSoLinger(true, 0);
      client.close();
      server.close();
      throw e;
    }
    WiredConnection connection =
        new WiredConnection(
            client, server, () -> delay, new TappedConnection(deliveries), this::gone);
    open.add(connection);
    connection.start();
  }

  private void gone(WiredConnection connection) {
    open.remove(connection);
    deliveries.changed();
  }

  /** Undoes all that was done to connections, and cuts those that are left. */
  void reset() {
    delay = Duration.ZERO;
    cut(connection -> true);
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut(connection -> true);
  }
}
