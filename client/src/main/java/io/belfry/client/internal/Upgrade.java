package io.belfry.client.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks for a WebSocket, and judges the answer as RFC 6455 4.1 has it: only a server that has read
 * the key of the request grants one.
 *
 * <p>Thread: stateless.
 */
final class Upgrade {
  private static final String SUBPROTOCOL = "pusher-channels-protocol-7";
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final int SWITCHING = 101;

  private Upgrade() {}

  /**
   * Asks and waits for the answer.
   *
   * @throws UpgradeRefusal if the answer grants no WebSocket
   */
  static void perform(Transport.Target target, SecureRandom random, ByteSource in, OutputStream out)
      throws IOException {
    byte[] nonce = new byte[KEY_BYTES];
    random.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    out.write(request(target, key).getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    judge(HttpHead.read(in), key);
  }

  private static String request(Transport.Target target, String key) {
    URI uri = target.uri();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Host", HttpPlace.hostField(uri));
    fields.put("Upgrade", "websocket");
    fields.put("Connection", "Upgrade");
    fields.put("Sec-WebSocket-Key", key);
    fields.put("Sec-WebSocket-Version", "13");
    fields.put("Sec-WebSocket-Protocol", SUBPROTOCOL);
    StringBuilder request = new StringBuilder("GET ").append(HttpPlace.target(uri));
    request.append(" HTTP/1.1\r\n");
    fields.forEach((name, value) -> append(request, name, value));
    target.headers().forEach((name, value) -> append(request, name, value));
    return request.append("\r\n").toString();
  }

  private static void append(StringBuilder request, String name, String value) {
    if (!name.equalsIgnoreCase(Transport.PROXY_AUTHORIZATION)) {
      request.append(name).append(": ").append(value).append("\r\n");
    }
  }

  private static void judge(HttpHead answer, String key) throws UpgradeRefusal {
    if (answer.status() != SWITCHING) {
      throw new UpgradeRefusal(answer.status(), "HTTP " + answer.status());
    }
    expect(answer.version() == 1, "it is one of HTTP/1.0");
    expect(answer.field("upgrade").equalsIgnoreCase("websocket"), "Upgrade is not websocket");
    expect(answer.lists("connection", "upgrade"), "Connection does not name Upgrade");
    expect(
        answer.field("sec-websocket-accept").equals(accept(key)),
        "Sec-WebSocket-Accept is not that of the key");
    expect(
        !answer.has("sec-websocket-extensions"), "an extension was granted that nobody asked for");
    expect(
        !answer.has("sec-websocket-protocol")
            || answer.field("sec-websocket-protocol").equals(SUBPROTOCOL),
        "a subprotocol was granted that nobody asked for");
  }

  private static void expect(boolean isSo, String otherwise) throws UpgradeRefusal {
    if (!isSo) {
      throw new UpgradeRefusal(SWITCHING, otherwise);
    }
  }

  // RFC 6455 asks for SHA-1 here; nothing depends on its strength.
  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-1, which WebSocket needs.", e);
    }
  }
}
