package io.belfry.server.warm;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A backend on one connection to the HTTP API, kept alive.
 *
 * <p>Thread: confined to the thread of the exercise.
 */
final class Backend implements AutoCloseable {
  private static final int MILLIS_PER_SECOND = 1000;
  private static final String ACCEPTED = " 200 ";
  private static final int ANSWER_BYTES = 2;

  private final Place place;
  private final Socket socket;
  private final Arriving arriving;

  Backend(Place place) throws IOException {
    this.place = place;
    socket = place.connect();
    arriving = new Arriving(socket.getInputStream());
  }

  /** Publishes what the body says, and waits until it is accepted. */
  void publish(String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    String path = "/apps/" + place.appId() + "/events";
    String query = query(bytes);
    String head =
        "POST "
            + path
            + "?"
            + query
            + "&auth_signature="
            + place.secret().sign("POST\n" + path + "\n" + query)
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    String answer = arriving.head();
    if (!answer.contains(ACCEPTED)) {
      throw new IOException("A publish is answered " + answer);
    }
    arriving.text(ANSWER_BYTES);
  }

  private String query(byte[] body) {
    return "auth_key="
        + place.key()
        + "&auth_timestamp="
        + System.currentTimeMillis() / MILLIS_PER_SECOND
        + "&auth_version=1.0&body_md5="
        + md5(body);
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
