package io.belfry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server on this machine whether it is ready, for a container without a shell or curl to ask
 * with. It uses next to nothing of the JDK, since it is started again and again.
 *
 * <p>Thread: confined to the main thread.
 */
public final class ReadyProbe {
  private static final int PATIENCE_MILLIS = 3000;
  private static final String REQUEST =
      "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

  private ReadyProbe() {}

  /**
   * Ends the process with 0 if the server is ready, else with 1.
   *
   * @param arguments the port, plain HTTP
   */
  public static void main(String[] arguments) {
    boolean isReady = false;
    try {
      isReady = isReady(Integer.parseInt(arguments[0]));
    } catch (IOException | RuntimeException e) {
      System.err.println("belfry: not ready: " + e.getMessage());
    }
    System.exit(isReady ? Main.DONE : Main.FAILED);
  }

  private static boolean isReady(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return line != null && line.startsWith("HTTP/1.1 200 ");
    }
  }
}
