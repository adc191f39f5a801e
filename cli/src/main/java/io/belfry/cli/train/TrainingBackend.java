package io.belfry.cli.train;

import io.belfry.protocol.sign.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A backend on a keep-alive connection to the HTTP API.
 *
 * <p>Thread: confined to the main thread.
 */
final class TrainingBackend implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MILLIS_PER_SECOND = 1000;
  private static final String LENGTH = "content-length:";

  private final Exercise.Account account;
  private final Secret secret;
  private final Socket socket;
  private final InputStream in;

  TrainingBackend(Exercise.Account account, Secret secret) throws IOException {
    this.account = account;
    this.secret = secret;
    socket = connect(account.port());
    in = new BufferedInputStream(socket.getInputStream());
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Asks for a page without a signature. */
  static void get(int port, String path) throws IOException {
    try (Socket socket = connect(port)) {
      String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      readAnswer(new BufferedInputStream(socket.getInputStream()), path);
    }
  }

  /** Posts a body to a path of the app. */
  void post(String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String query = query() + "&body_md5=" + md5(bytes);
    send("POST", pathOf(path), query, bytes);
  }

  /** Asks at a path of the app. */
  void ask(String path) throws IOException {
    send("GET", pathOf(path), query());
  }

  private String pathOf(String path) {
    return "/apps/" + account.appId() + "/" + path;
  }

  private String query() {
    long now = System.currentTimeMillis() / MILLIS_PER_SECOND;
    return "auth_key=" + account.key() + "&auth_timestamp=" + now + "&auth_version=1.0";
  }

  private void send(String method, String path, String query, byte... body) throws IOException {
    String signature = secret.sign(method + "\n" + path + "\n" + query);
    String target = path + "?" + query + "&auth_signature=" + signature;
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    readAnswer(in, path);
  }

  private static void readAnswer(InputStream in, String path) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
      }
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!status.contains(" 200 ")) {
      throw new IOException(path + " is answered " + status + " " + body);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no MD5.", e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
