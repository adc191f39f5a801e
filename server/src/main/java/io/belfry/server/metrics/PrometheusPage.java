package io.belfry.server.metrics;

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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counts of a server and of its process as Prometheus reads them.
 *
 * <p>Thread: confined to the lock of its {@link Metrics}.
 */
final class PrometheusPage {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics;
  private final Set<LongAdder> shown = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<MultiGauge, Metrics.WatchedApps> ofApps = new LinkedHashMap<>();

  PrometheusPage(Metrics metrics) {
    this.metrics = metrics;
    watchTheProcess();
    for (LoopCounts.Hot hot : LoopCounts.Hot.values()) {
      FunctionCounter.builder(hot.meterName(), metrics, all -> all.read(hot))
          .description(hot.sentence())
          .register(registry);
    }
    for (Metrics.Watched watched : metrics.watched()) {
      Gauge.builder(watched.name(), watched.number()::getAsDouble)
          .description(watched.sentence())
          .register(registry);
    }
    for (Metrics.WatchedApps apps : metrics.watchedApps()) {
      ofApps.put(
          MultiGauge.builder(apps.name()).description(apps.sentence()).register(registry), apps);
    }
  }

  private void watchTheProcess() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** What holds now. */
  String text() {
    for (Metric metric : Metric.values()) {
      metrics.ofMetric(metric).forEach((values, counter) -> show(metric, values, counter));
    }
    ofApps.forEach((gauge, apps) -> gauge.register(rows(apps.numbers().get()), true));
    return registry.scrape();
  }

  private static List<Row<?>> rows(Map<String, Long> numbers) {
    List<Row<?>> rows = new ArrayList<>(numbers.size());
    numbers.forEach((app, number) -> rows.add(Row.of(Tags.of("app", app), number)));
    return rows;
  }

  private void show(Metric metric, List<String> values, LongAdder counter) {
    if (!shown.add(counter)) {
      return;
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < metric.labels().size(); i++) {
      tags = tags.and(metric.labels().get(i), values.get(i));
    }
    FunctionCounter.builder(metric.meterName(), counter, LongAdder::sum)
        .description(metric.sentence())
        .tags(tags)
        .register(registry);
  }
}
