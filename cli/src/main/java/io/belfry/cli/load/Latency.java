package io.belfry.cli.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long something took.
 *
 * <p>Thread: immutable.
 *
 * @param count how often it was timed
 * @param p50 half took at most this long, in milliseconds, as all that follows
 * @param p90 nine of ten
 * @param p99 99 of 100
 * @param p999 999 of 1000
 * @param max the longest
 */
public record Latency(long count, double p50, double p90, double p99, double p999, double max) {
  // Microseconds: half a minute is far beyond what a message may take, and is recorded as that.
  private static final long LONGEST = Duration.ofSeconds(30).toNanos() / 1000;
  private static final double MICROS_PER_MILLI = 1000;
  private static final int DIGITS = 3;

  static Histogram histogram() {
    return new Histogram(1, LONGEST, DIGITS);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1000, 0, LONGEST));
  }

  static Latency of(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        millis(histogram.getValueAtPercentile(50)),
        millis(histogram.getValueAtPercentile(90)),
        millis(histogram.getValueAtPercentile(99)),
        millis(histogram.getValueAtPercentile(99.9)),
        millis(histogram.getMaxValue()));
  }

  private static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }
}
