package io.belfry.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * All that this server counts, as a page for Prometheus.
 *
 * <p>Thread: thread-safe.
 */
public final class Metrics {
  /** Label of an app that nobody knows. */
  public static final String UNKNOWN_APP = "unknown";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Metric, Map<String, Counter>> ofApps = new EnumMap<>(Metric.class);
  private final List<LoopCounts> loops = new CopyOnWriteArrayList<>();
  private final List<Runnable> beforeLook = new CopyOnWriteArrayList<>();

  private record Key(Metric metric, List<String> values) {}

  /** Nothing counted yet; the process itself is watched from here on. */
  public Metrics() {
    for (Metric metric : Metric.values()) {
      ofApps.put(metric, new ConcurrentHashMap<>());
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    for (LoopCounts.Hot hot : LoopCounts.Hot.values()) {
      FunctionCounter.builder(hot.meterName(), loops, all -> sum(all, hot))
          .description(hot.sentence())
          .register(registry);
    }
  }

  private static double sum(List<LoopCounts> loops, LoopCounts.Hot hot) {
    return loops.stream().mapToLong(counts -> counts.read(hot)).sum();
  }

  /** Counters for one more event loop. */
  public LoopCounts newLoop() {
    LoopCounts counts = new LoopCounts();
    loops.add(counts);
    return counts;
  }

  /**
   * Counts one.
   *
   * @param values of the metric's labels, in their order
   */
  public void count(Metric metric, String... values) {
    add(metric, 1, values);
  }

  /** Counts one of an app, for a metric without further labels. */
  public void count(Metric metric, String app) {
    add(metric, 1, app);
  }

  /**
   * Counts several.
   *
   * @param values of the metric's labels, in their order
   */
  public void add(Metric metric, double amount, String... values) {
    counter(metric, values).increment(amount);
  }

  /**
   * Counts several of an app, for a metric without further labels. Such metrics count every call,
   * so the counter is found by the id alone.
   */
  public void add(Metric metric, double amount, String app) {
    Map<String, Counter> known = ofApps.getOrDefault(metric, Map.of());
    Counter counter = known.get(app);
    if (counter == null) {
      counter = known.computeIfAbsent(app, id -> counter(metric, new String[] {id}));
    }
    counter.increment(amount);
  }

  private Counter counter(Metric metric, String[] values) {
    Key key = new Key(metric, List.of(values));
    Counter known = counters.get(key);
    return known == null ? counters.computeIfAbsent(key, this::register) : known;
  }

  /** Watches a number. */
  public void watch(String name, String sentence, DoubleSupplier number) {
    Gauge.builder(name, number::getAsDouble).description(sentence).register(registry);
  }

  /** Watches a number of each app. */
  public void watchApps(String name, String sentence, Supplier<Map<String, Long>> numbers) {
    MultiGauge gauge = MultiGauge.builder(name).description(sentence).register(registry);
    beforeLook.add(() -> gauge.register(rows(numbers.get()), true));
  }

  /** The page. */
  public String page() {
    beforeLook.forEach(Runnable::run);
    return registry.scrape();
  }

  private static List<Row<?>> rows(Map<String, Long> numbers) {
    List<Row<?>> rows = new ArrayList<>(numbers.size());
    numbers.forEach((app, number) -> rows.add(Row.of(Tags.of("app", app), number)));
    return rows;
  }

  private Counter register(Key key) {
    List<String> labels = key.metric().labels();
    Tags tags = Tags.empty();
    for (int i = 0; i < labels.size(); i++) {
      tags = tags.and(labels.get(i), key.values().get(i));
    }
    return Counter.builder(key.metric().meterName())
        .description(key.metric().sentence())
        .tags(tags)
        .register(registry);
  }
}
