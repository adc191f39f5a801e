package io.belfry.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A balancer that leads each connection to the next server.
 *
 * <p>Thread: confined to the test.
 */
final class ByTurns implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ByTurns(List<Integer> ports) throws IOException {
    var unused = threads.submit(() -> accept(ports));
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept(List<Integer> ports) {
    try {
      for (int i = 0; ; i++) {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), ports.get(i % ports.size()));
        var there = threads.submit(() -> pass(client, server));
        var back = threads.submit(() -> pass(server, client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them has ended, and so does the other.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    threads.shutdownNow();
  }
}
