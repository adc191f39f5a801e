package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer that grants an upgrade. All of it but the accept key is the same each time, so
 * it is laid down as bytes, and one digest serves all handshakes of a loop.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "RFC 6455, section 4.2.2"
 */
final class SwitchingProtocols {
  private static final byte[] BEGINNING =
      ascii(
          "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
              + "sec-websocket-accept: ");
  private static final String SUBPROTOCOL = "\r\nsec-websocket-protocol: ";
  private static final String EXTENSIONS = "\r\nsec-websocket-extensions: ";
  private static final byte[] END = ascii("\r\n\r\n");
  private static final byte[] KEY_SALT = ascii("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  private static final int ACCEPT_KEY_BYTES = 28;

  private final MessageDigest sha1;

  SwitchingProtocols() {
    try {
      // RFC 6455 asks for SHA-1 here; nothing depends on its strength.
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-1.", e);
    }
  }

  /**
   * The answer to that key.
   *
   * @param subprotocol the one that was chosen; null for none
   * @param extensions what was agreed on; null for nothing
   */
  ByteBuf answer(
      ByteBufAllocator allocator,
      String key,
      @Nullable String subprotocol,
      @Nullable String extensions) {
    byte[] chosen = ascii(line(SUBPROTOCOL, subprotocol) + line(EXTENSIONS, extensions));
    int size = BEGINNING.length + ACCEPT_KEY_BYTES + chosen.length + END.length;
    return allocator
        .directBuffer(size, size)
        .writeBytes(BEGINNING)
        .writeBytes(acceptKey(key))
        .writeBytes(chosen)
        .writeBytes(END);
  }

  private static String line(String name, @Nullable String value) {
    return value == null ? "" : name + value;
  }

  private byte[] acceptKey(String key) {
    sha1.update(ascii(key));
    return Base64.getEncoder().encode(sha1.digest(KEY_SALT));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
