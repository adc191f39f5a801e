package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between clients and servers and passes bytes on, until the test cuts the line. Of several
 * servers each connection gets the next.
 *
 * <p>Thread: thread-safe.
 */
final class Relay implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket listener;
  private final int[] targets;
  private int next;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private Relay(ServerSocket listener, int... targets) {
    this.listener = listener;
    this.targets = targets;
  }

  /** Passes on to these ports of this machine, by turns. */
  static Relay to(int... ports) {
    try {
      ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      Relay relay = new Relay(listener, ports);
      relay.threads.execute(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Ends all connections without a word; new ones are passed on. */
  void cut() {
    sockets.forEach(Relay::end);
    sockets.clear();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        Socket server =
            new Socket(InetAddress.getLoopbackAddress(), targets[next++ % targets.length]);
        sockets.addAll(List.of(client, server));
        threads.execute(() -> pass(client, server));
        threads.execute(() -> pass(server, client));
      }
    } catch (IOException e) {
      cut();
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      end(from);
    } finally {
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end(listener);
    cut();
    threads.shutdownNow();
  }

  private static void end(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
