package io.belfry.server.metrics;

import io.belfry.server.metrics.LoopCounts.Hot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows what this server counts in a registry of the program that it is part of. A row of an app or
 * of a reason appears when it is counted for the first time.
 *
 * <p>Thread: thread-safe.
 */
final class RegistryBinding {
  private static final String APP = "app";

  private final Metrics metrics;
  private final MeterRegistry registry;
  private final Set<String> apps = ConcurrentHashMap.newKeySet();

  RegistryBinding(Metrics metrics, MeterRegistry registry) {
    this.metrics = metrics;
    this.registry = registry;
    for (Hot hot : Hot.values()) {
      FunctionCounter.builder(name(hot.metricName()), metrics, shown -> shown.read(hot))
          .description(hot.sentence())
          .register(registry);
    }
    timer("belfry.delivery.delay", ofLoops(LoopCounts::deliveries));
    timer("belfry.loop.lag", ofLoops(LoopCounts::lags));
    Gauge.builder("belfry.send.queue.bytes", metrics, Metrics::queuedBytes)
        .description("Bytes that wait for clients that do not keep up.")
        .register(registry);
  }

  /** Shows a number that somebody watches. */
  void add(Metrics.WatchedNumber watched) {
    Gauge.builder(name(watched.name()), () -> watched.number().getAsDouble())
        .description(watched.sentence())
        .register(registry);
  }

  /** Shows what somebody else counts. */
  void addCounts(Metrics.WatchedRows watched) {
    for (List<String> values : watched.rows().get().keySet()) {
      FunctionCounter.builder(
              name(watched.name()), watched, shown -> shown.rows().get().getOrDefault(values, 0.0))
          .description(watched.sentence())
          .tags(tags(watched.labels(), values))
          .register(registry);
    }
  }

  /** Shows how long something takes. */
  void add(Metrics.WatchedDelays watched) {
    timer(name(watched.name()).replaceFirst("\\.seconds$", ""), watched::parts);
  }

  private static Tags tags(List<String> labels, List<String> values) {
    Tags tags = Tags.empty();
    for (int i = 0; i < values.size(); i++) {
      tags = tags.and(labels.get(i), values.get(i));
    }
    return tags;
  }

  /** Shows a counter that has counted for the first time. */
  void add(Metric metric, List<String> values, LongAdder adder) {
    FunctionCounter.builder(name(metric.metricName()), adder, LongAdder::sum)
        .description(metric.sentence())
        .tags(tags(metric.labels(), values))
        .register(registry);
    add(values.get(0));
  }

  /** Shows what is held of an app that is counted for the first time. */
  private void add(String app) {
    if (app.equals(Metrics.UNKNOWN_APP) || !apps.add(app)) {
      return;
    }
    for (AppGauge holding : AppGauge.values()) {
      Gauge.builder(name(holding.metricName()), metrics, shown -> shown.held(app, holding))
          .description(holding.sentence())
          .tags(APP, app)
          .register(registry);
    }
    for (Metrics.WatchedApps watched : metrics.watchedApps()) {
      Gauge.builder(name(watched.name()), () -> watched.numbers().get().getOrDefault(app, 0L))
          .description(watched.sentence())
          .tags(APP, app)
          .register(registry);
    }
  }

  private Supplier<List<Delays>> ofLoops(Function<LoopCounts, Delays> ofLoop) {
    return () -> metrics.loops().stream().map(ofLoop).toList();
  }

  private void timer(String name, Supplier<List<Delays>> parts) {
    FunctionTimer.builder(
            name,
            parts,
            shown -> shown.get().stream().mapToLong(Delays::count).sum(),
            shown -> shown.get().stream().mapToDouble(Delays::sumInSeconds).sum(),
            TimeUnit.SECONDS)
        .register(registry);
  }

  private static String name(String ofPrometheus) {
    return ofPrometheus.replace('_', '.');
  }
}
