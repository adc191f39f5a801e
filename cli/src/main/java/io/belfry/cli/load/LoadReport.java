package io.belfry.cli.load;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a load test has found.
 *
 * <p>Thread: immutable.
 *
 * @param seconds how long it published
 * @param counts a number for each of {@link Count}; none given is 0
 * @param laps one for each of {@link Lap}
 * @param errors how often each error came, by its code
 * @param stop why it ended before its time
 */
public record LoadReport(
    double seconds,
    Map<Count, Long> counts,
    Map<Lap, Latency> laps,
    Map<String, Long> errors,
    Optional<String> stop) {
  /** Takes copies. */
  public LoadReport {
    Map<Count, Long> all = new EnumMap<>(Count.class);
    for (Count what : Count.values()) {
      all.put(what, counts.getOrDefault(what, 0L));
    }
    counts = Collections.unmodifiableMap(all);
    Map<Lap, Latency> inOrder = new EnumMap<>(Lap.class);
    inOrder.putAll(laps);
    laps = Collections.unmodifiableMap(inOrder);
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
  }

  /** One of the numbers. */
  public long of(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Whether everything went as planned. */
  public boolean isClean() {
    return stop.isEmpty() && counts.keySet().stream().noneMatch(c -> c.isFault() && of(c) > 0);
  }
}
