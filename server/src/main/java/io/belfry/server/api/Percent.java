package io.belfry.server.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Percent-decoding as HTTP clients do it: escapes are bytes of UTF-8, everything else stands for
 * itself.
 *
 * <p>Thread: stateless.
 */
final class Percent {
  private Percent() {}

  /** The decoded text; empty when an escape is broken or the bytes are no UTF-8. */
  static Optional<String> decode(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(source.length);
    int i = 0;
    while (i < source.length) {
      if (source[i] != '%') {
        decoded.write(source[i]);
        i++;
        continue;
      }
      int high = i + 2 <= source.length - 1 ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 <= source.length - 1 ? Character.digit(source[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.write(high * 16 + low);
      i += 3;
    }
    return utf8(decoded.toByteArray());
  }

  /** The text of these bytes; empty when they are no UTF-8. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
