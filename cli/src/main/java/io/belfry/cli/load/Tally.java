package io.belfry.cli.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * All that a load test has counted and timed so far.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class Tally {
  private static final int MAX_ERRORS = 50;

  private final Map<Count, Long> counts = new EnumMap<>(Count.class);
  private final Map<Lap, Histogram> laps = new EnumMap<>(Lap.class);
  private final Map<String, Long> errors = new TreeMap<>();
  private final Histogram recent = Latency.histogram();

  Tally() {
    for (Lap lap : Lap.values()) {
      laps.put(lap, Latency.histogram());
    }
  }

  void count(Count what) {
    add(what, 1);
  }

  void add(Count what, long amount) {
    counts.merge(what, amount, Long::sum);
  }

  long of(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  void time(Lap lap, long nanos) {
    Histogram histogram = laps.get(lap);
    if (histogram != null) {
      Latency.record(histogram, nanos);
    }
    if (lap == Lap.DELIVERY) {
      Latency.record(recent, nanos);
    }
  }

  /**
   * Counts an error under its code. Whatever a server may invent is bounded: beyond some fifty
   * codes all are "other".
   */
  void error(String code) {
    String key = errors.containsKey(code) || errors.size() < MAX_ERRORS ? code : "other";
    errors.merge(key, 1L, Long::sum);
  }

  long faults() {
    long sum = 0;
    for (Count what : Count.values()) {
      sum += what.isFault() ? of(what) : 0;
    }
    return sum;
  }

  /** Latency of what was delivered since the last call. */
  Latency recent() {
    Latency latency = Latency.of(recent);
    recent.reset();
    return latency;
  }

  LoadReport report(double seconds, Optional<String> stop) {
    Map<Lap, Latency> latencies = new EnumMap<>(Lap.class);
    laps.forEach((lap, histogram) -> latencies.put(lap, Latency.of(histogram)));
    return new LoadReport(seconds, counts, latencies, errors, stop);
  }
}
