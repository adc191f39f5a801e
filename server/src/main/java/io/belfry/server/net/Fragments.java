package io.belfry.server.net;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message that comes in several frames, as far as it has come. Its frames are counted and their
 * sum is bounded like one message; a text is checked as it comes, up to a character that is not
 * whole yet.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-026, THR-29"
 */
final class Fragments {
  private static final int MAX_COUNT = 4096;
  private static final int CHARS_A_STEP = 256;

  private final int maxBytes;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private byte[] bytes = new byte[0];
  private int checked;
  private int count;

  Fragments(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether there is room for one more part of that size. */
  boolean hasRoom(int size) {
    return bytes.length + size <= maxBytes && count < MAX_COUNT;
  }

  void add(byte[] part) {
    count++;
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, before + part.length);
    System.arraycopy(part, 0, bytes, before, part.length);
  }

  /** Whether what has come can be the beginning of a text. */
  boolean beginsText() {
    ByteBuffer next = ByteBuffer.wrap(bytes, checked, bytes.length - checked);
    CharBuffer dropped = CharBuffer.allocate(CHARS_A_STEP);
    CoderResult result;
    do {
      result = utf8.decode(next, dropped.clear(), false);
    } while (result.isOverflow());
    checked = next.position();
    return !result.isError();
  }

  /** Whether a text may end here. */
  boolean endsText() {
    return checked == bytes.length;
  }

  byte[] message() {
    return bytes;
  }
}
