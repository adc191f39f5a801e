package io.belfry.server.fallback;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines that a client receives: {@code o} opened, {@code h} a sign of life, {@code a} messages,
 * {@code c} closed. Each ends with a line feed.
 *
 * <p>Thread: stateless.
 */
public final class StreamFraming {
  static final byte[] OPEN = ascii("o\n");
  static final byte[] HEARTBEAT = ascii("h\n");
  static final byte[] NO_MESSAGES = ascii("a[]\n");

  /** Length of the prelude, in UTF-16 units and in bytes. */
  static final int PRELUDE_UNITS = 2049;

  private static final byte[] HEX = ascii("0123456789abcdef");

  private StreamFraming() {}

  /** What makes proxies and browsers pass on what follows. */
  static byte[] prelude() {
    byte[] line = new byte[PRELUDE_UNITS];
    Arrays.fill(line, (byte) 'h');
    line[PRELUDE_UNITS - 1] = '\n';
    return line;
  }

  /** The line that ends a session. */
  static byte[] closed(int code, String sentence) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(ascii("c[" + code + ","));
    line.writeBytes(quoted(sentence.getBytes(StandardCharsets.UTF_8)));
    line.writeBytes(ascii("]\n"));
    return line.toByteArray();
  }

  /**
   * A UTF-8 text as a JSON string. The two separators that JavaScript takes for ends of a line are
   * escaped too, since JSONP makes a script of it.
   */
  public static byte[] quoted(byte[] utf8) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(utf8.length + utf8.length / 8 + 16);
    text.write('"');
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\') {
        text.write('\\');
        text.write(b);
      } else if (b >= 0 && b < ' ') {
        text.writeBytes(ascii("\\u00"));
        text.write(HEX[b >> 4]);
        text.write(HEX[b & 0xF]);
      } else if (isLineSeparator(utf8, i)) {
        text.writeBytes(ascii(utf8[i + 2] == (byte) 0xA8 ? "\\u2028" : "\\u2029"));
        i += 2;
      } else {
        text.write(b);
      }
    }
    text.write('"');
    return text.toByteArray();
  }

  private static boolean isLineSeparator(byte[] utf8, int at) {
    return utf8[at] == (byte) 0xE2
        && at + 2 < utf8.length
        && utf8[at + 1] == (byte) 0x80
        && (utf8[at + 2] == (byte) 0xA8 || utf8[at + 2] == (byte) 0xA9);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
