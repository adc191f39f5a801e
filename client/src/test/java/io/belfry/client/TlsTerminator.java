package io.belfry.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Speaks TLS with clients, and passes on what they say to a port that does not.
 *
 * <p>Thread: thread-safe.
 */
final class TlsTerminator implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private volatile int target;

  private TlsTerminator(ServerSocket listener) {
    this.listener = listener;
    open.add(listener);
  }

  static TlsTerminator start(SSLContext context) {
    try {
      TlsTerminator terminator =
          new TlsTerminator(
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
      terminator.threads.execute(terminator::accept);
      return terminator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Names the port that connections from now on are passed on to. */
  void passOnTo(int port) {
    target = port;
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(client, server));
        threads.execute(() -> pass(client, server));
        threads.execute(() -> pass(server, client));
      }
    } catch (IOException e) {
      close();
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // A client that does not trust us ends the handshake; both sockets are closed.
      return;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    for (Closeable closeable : open) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
