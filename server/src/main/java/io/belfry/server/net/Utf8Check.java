package io.belfry.server.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes are UTF-8, in parts that may end within a character. What may not begin a
 * character, overlong forms, surrogates and what lies beyond the last code point are refused at the
 * first byte that shows them.
 *
 * <p>Thread: confined to its owner.
 *
 * @see "RFC 3629, section 4; rule WS-026"
 */
final class Utf8Check {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;
  private static final int LOWEST = 0x80;
  private static final int HIGHEST = 0xBF;

  /** Bytes of the current character that have to come. */
  private int missing;

  // The next of them lies between these two.
  private int lowest = LOWEST;
  private int highest = HIGHEST;

  /** Whether the bytes are a whole text. */
  static boolean isText(byte[] bytes) {
    int ascii = asciiPrefix(bytes);
    if (ascii == bytes.length) {
      return true;
    }
    Utf8Check check = new Utf8Check();
    return check.accepts(bytes, ascii) && check.isWhole();
  }

  /** Whether the text may go on with these bytes. */
  boolean accepts(byte[] part) {
    return accepts(part, 0);
  }

  /** Whether the text may end here. */
  boolean isWhole() {
    return missing == 0;
  }

  private boolean accepts(byte[] part, int from) {
    for (int i = from; i < part.length; i++) {
      int octet = part[i] & 0xFF;
      if (missing == 0 ? !begins(octet) : !continues(octet)) {
        return false;
      }
    }
    return true;
  }

  private boolean begins(int octet) {
    if (octet < LOWEST) {
      return true;
    }
    if (octet < 0xC2 || octet > 0xF4) {
      return false;
    }
    missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
    lowest =
        switch (octet) {
          case 0xE0 -> 0xA0;
          case 0xF0 -> 0x90;
          default -> LOWEST;
        };
    highest =
        switch (octet) {
          case 0xED -> 0x9F;
          case 0xF4 -> 0x8F;
          default -> HIGHEST;
        };
    return true;
  }

  private boolean continues(int octet) {
    if (octet < lowest || octet > highest) {
      return false;
    }
    missing--;
    lowest = LOWEST;
    highest = HIGHEST;
    return true;
  }

  // Almost every message is ASCII: eight bytes are looked at in one step.
  private static int asciiPrefix(byte[] bytes) {
    int i = 0;
    while (i <= bytes.length - Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
      i += Long.BYTES;
    }
    while (i < bytes.length && bytes[i] >= 0) {
      i++;
    }
    return i;
  }
}
