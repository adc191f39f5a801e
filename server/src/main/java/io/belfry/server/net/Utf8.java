package io.belfry.server.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks a text in UTF-8 while it comes in, in pieces of any size, up to the very byte that cannot
 * be right. What has to be kept from one piece to the next is one number: how many bytes the
 * character still lacks and between which bounds the next of them lies, as in table 3-7 of the
 * Unicode standard.
 *
 * <p>Thread: stateless.
 *
 * @see "rule THR-26"
 */
final class Utf8 {
  /** A text may begin or end here. */
  static final int WHOLE = 0;

  /** No text goes on like this. */
  static final int BROKEN = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long NOT_ASCII = 0x8080808080808080L;
  private static final int LOWEST = 0x80;
  private static final int HIGHEST = 0xBF;

  private Utf8() {}

  /**
   * Goes over one piece.
   *
   * @param state what came of the piece before, {@link #WHOLE} for the first
   * @return {@link #WHOLE} between two characters, {@link #BROKEN}, or what the next piece needs
   */
  static int check(int state, byte[] bytes, int from, int to) {
    int now = state;
    int at = from;
    while (at < to && now != BROKEN) {
      if (now == WHOLE) {
        at = skipAscii(bytes, at, to);
        now = at < to ? lead(bytes[at++] & 0xFF) : WHOLE;
      } else {
        now = next(now, bytes[at++] & 0xFF);
      }
    }
    return now;
  }

  private static int skipAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  private static int lead(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return BROKEN;
    }
    if (first < 0xE0) {
      return lacking(1, LOWEST, HIGHEST);
    }
    return switch (first) {
      case 0xE0 -> lacking(2, 0xA0, HIGHEST);
      case 0xED -> lacking(2, LOWEST, 0x9F);
      case 0xF0 -> lacking(3, 0x90, HIGHEST);
      case 0xF4 -> lacking(3, LOWEST, 0x8F);
      default -> lacking(first < 0xF0 ? 2 : 3, LOWEST, HIGHEST);
    };
  }

  private static int next(int state, int unit) {
    int left = (state & 0xFF) - 1;
    if (unit < (state >> 8 & 0xFF) || unit > state >> 16) {
      return BROKEN;
    }
    return left == 0 ? WHOLE : lacking(left, LOWEST, HIGHEST);
  }

  private static int lacking(int count, int from, int to) {
    return to << 16 | from << 8 | count;
  }
}
