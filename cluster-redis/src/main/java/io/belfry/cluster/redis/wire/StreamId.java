package io.belfry.cluster.redis.wire;

/**
 * Place of an entry among the others of a stream, as the engine gives it.
 *
 * <p>Thread: immutable.
 *
 * @param millis of the engine's clock
 * @param number among those of one millisecond
 */
public record StreamId(long millis, long number) implements Comparable<StreamId> {
  /** Before all that can be in a stream. */
  public static final StreamId BEFORE_ALL = new StreamId(0, 0);

  /** Reads what the engine writes; {@link #BEFORE_ALL} of what is none. */
  public static StreamId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return BEFORE_ALL;
    }
    try {
      return new StreamId(
          Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      return BEFORE_ALL;
    }
  }

  /** The last place before this one. */
  public StreamId before() {
    return number > 0 ? new StreamId(millis, number - 1) : new StreamId(millis - 1, Long.MAX_VALUE);
  }

  @Override
  public int compareTo(StreamId other) {
    int byTime = Long.compare(millis, other.millis);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return millis + "-" + number;
  }
}
