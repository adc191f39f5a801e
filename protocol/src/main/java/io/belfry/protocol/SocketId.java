package io.belfry.protocol;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Public id of one connection: two decimal numbers of 1–20 digits joined by a dot. A reconnect
 * always gets a new one.
 *
 * <p>Thread: immutable.
 *
 * @param text the id as it stands on the wire, such as {@code 123456789.987654321}
 * @see "rule WS-003"
 */
public record SocketId(String text) {
  private static final int MAX_DIGITS = 20;
  private static final long PART_END = 1L << 53;

  /**
   * Takes a text that is known to be a socket id.
   *
   * @throws IllegalArgumentException if it is none
   */
  public SocketId {
    if (!isWellFormed(text)) {
      throw new IllegalArgumentException(
          "Socket id \""
              + Shortened.of(text)
              + "\" is malformed. Expected two numbers of 1 to 20 digits joined by a dot, such as 123.456.");
    }
  }

  /** The id made of two random numbers, each from 1 to 2^53−1. */
  public static SocketId of(long first, long second) {
    return new SocketId(first + "." + second);
  }

  /** A new id; the source has to be cryptographically strong where strangers connect. */
  public static SocketId drawnFrom(RandomGenerator random) {
    return of(random.nextLong(1, PART_END), random.nextLong(1, PART_END));
  }

  /** Reads a socket id from outside; empty when the text is none. */
  public static Optional<SocketId> parse(String text) {
    return isWellFormed(text) ? Optional.of(new SocketId(text)) : Optional.empty();
  }

  /** Whether the whole text is a socket id. Only ASCII digits count (rule THR-01). */
  public static boolean isWellFormed(String text) {
    int dot = text.indexOf('.');
    return isNumber(text, 0, dot) && isNumber(text, dot + 1, text.length());
  }

  private static boolean isNumber(String text, int from, int to) {
    if (to - from < 1 || to - from > MAX_DIGITS) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
