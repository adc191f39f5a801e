package io.belfry.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, in the buckets of a histogram. Only one event loop writes; others may
 * read at any time and see numbers that are not torn.
 *
 * <p>Thread: {@link #record} is confined to its event loop; the rest is thread-safe.
 */
final class Delays {
  /** Upper bounds of the buckets in nanoseconds; what is longer stands in one more. */
  private static final long[] BOUNDS = {
    100_000,
    500_000,
    1_000_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    5_000_000_000L,
    30_000_000_000L
  };

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SUM = BOUNDS.length + 1;

  private final AtomicLongArray counts = new AtomicLongArray(SUM + 1);

  /** Counts one that took so many nanoseconds. */
  void record(long nanos) {
    long taken = Math.max(0, nanos);
    int bucket = 0;
    while (bucket < BOUNDS.length && taken > BOUNDS[bucket]) {
      bucket++;
    }
    counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    counts.setOpaque(SUM, counts.getPlain(SUM) + taken);
  }

  /** Upper bounds of all buckets in seconds, the last without an end. */
  static double[] boundsInSeconds() {
    double[] seconds = new double[BOUNDS.length + 1];
    for (int i = 0; i < BOUNDS.length; i++) {
      seconds[i] = BOUNDS[i] / NANOS_PER_SECOND;
    }
    seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return seconds;
  }

  /** How many took as long as that bucket says. */
  long count(int bucket) {
    return counts.getOpaque(bucket);
  }

  /** How many there were. */
  long count() {
    long all = 0;
    for (int bucket = 0; bucket < SUM; bucket++) {
      all += count(bucket);
    }
    return all;
  }

  /** All that was counted together. */
  double sumInSeconds() {
    return counts.getOpaque(SUM) / NANOS_PER_SECOND;
  }
}
