package io.belfry.cli.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an event of a load test carries: its channel, its number there, and when it was due. It is
 * plain text without anything that JSON escapes, so it is found in a frame without reading the JSON
 * around it: a subscriber costs less CPU than the server that serves it.
 *
 * <p>Thread: immutable.
 *
 * @param channel index of the channel
 * @param number how many events the channel had before
 * @param due when it had to be sent, by {@link System#nanoTime}
 */
record Payload(int channel, int number, long due) {
  /** Least size that holds all numbers. */
  static final int MIN_SIZE = 64;

  private static final String MARK = "belfry-load:";
  private static final ByteBuf NEEDLE =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer(MARK, StandardCharsets.US_ASCII).asReadOnly());
  private static final int PARTS = 3;

  /** The text, filled up to that size. */
  String text(int size) {
    StringBuilder text = new StringBuilder(Math.max(size, MIN_SIZE));
    text.append(MARK).append(channel).append(':').append(number).append(':').append(due);
    text.append(':');
    text.repeat('x', Math.max(0, size - text.length()));
    return text.toString();
  }

  /** The payload in a frame; empty when there is none. */
  static Optional<Payload> in(ByteBuf frame) {
    int found = ByteBufUtil.indexOf(NEEDLE, frame);
    if (found < 0) {
      return Optional.empty();
    }
    long[] parts = new long[PARTS];
    int at = found + MARK.length();
    for (int part = 0; part < PARTS; part++) {
      int end = frame.indexOf(at, frame.writerIndex(), (byte) ':');
      if (end < 0) {
        return Optional.empty();
      }
      parts[part] = number(frame, at, end);
      at = end + 1;
    }
    return Optional.of(new Payload((int) parts[0], (int) parts[1], parts[2]));
  }

  private static long number(ByteBuf frame, int from, int to) {
    boolean isNegative = frame.getByte(from) == '-';
    long number = 0;
    for (int i = isNegative ? from + 1 : from; i < to; i++) {
      number = number * 10 + (frame.getByte(i) - '0');
    }
    return isNegative ? -number : number;
  }
}
