package io.belfry.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Speaks HTTP with the demo application byte by byte, so that it can say what no HTTP library would
 * let it say.
 *
 * <p>Thread: confined to the test's thread.
 */
final class DemoClient {
  static final String SOCKET_ID = "7105523187302.441926083511";

  private static final int PATIENCE_MILLIS = 10_000;
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  private final int port;

  DemoClient(int port) {
    this.port = port;
  }

  /**
   * What came back.
   *
   * @param head status line and headers
   * @param body text of the body
   */
  record Reply(String head, String body) {
    int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }

    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ": ";
      return Arrays.stream(head.split("\r\n"))
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()))
          .findFirst();
    }
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  Reply get(String target, String... headers) throws IOException {
    return send("GET", target, "", headers);
  }

  /** Posts a form. */
  Reply post(String path, String form, String... headers) throws IOException {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = FORM;
    return send("POST", path, form, all);
  }

  /** Sends a request with this demo's own host name. */
  Reply send(String method, String target, String body, String... headers) throws IOException {
    return raw(
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + host()
            + "\r\n"
            + String.join("", Arrays.stream(headers).map(line -> line + "\r\n").toList())
            + "Connection: close\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  /** Sends text as it is and reads to the end. */
  Reply raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return new Reply(text.substring(0, end), text.substring(end + 4));
    }
  }
}
