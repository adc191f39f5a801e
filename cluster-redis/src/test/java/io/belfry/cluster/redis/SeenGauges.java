package io.belfry.cluster.redis;

import io.belfry.server.config.ClusterProvider.Gauges;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The numbers that a cluster shows, as a test reads them.
 *
 * <p>Thread: thread-safe.
 */
final class SeenGauges implements Gauges {
  private final Map<String, Supplier<Map<List<String>, Double>>> all =
      new ConcurrentSkipListMap<>();
  private final Map<String, String> sentences = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> delays = new ConcurrentSkipListMap<>();

  @Override
  public void watch(String name, String sentence, DoubleSupplier number) {
    count(name, sentence, List.of(), () -> Map.of(List.of(), number.getAsDouble()));
  }

  @Override
  public void count(
      String name, String sentence, List<String> labels, Supplier<Map<List<String>, Double>> rows) {
    sentences.put(name, sentence);
    all.put(name, rows);
  }

  @Override
  public LongConsumer delays(String name, String sentence) {
    LongAdder taken = delays.computeIfAbsent(name, unused -> new LongAdder());
    count(name, sentence, List.of(), () -> Map.of(List.of(), taken.doubleValue()));
    return nanos -> taken.increment();
  }

  Set<String> names() {
    return all.keySet();
  }

  Map<String, String> sentences() {
    return sentences;
  }

  /** A number; of what takes time how often it did. */
  double of(String name, String... labels) {
    Supplier<Map<List<String>, Double>> rows = all.get("belfry_cluster_" + name);
    if (rows == null) {
      throw new AssertionError("There is no " + name + " among " + names());
    }
    return rows.get().getOrDefault(List.of(labels), -1.0);
  }
}
