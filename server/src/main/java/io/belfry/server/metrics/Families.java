package io.belfry.server.metrics;

import io.belfry.server.metrics.LoopCounts.Hot;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * What this server counts, in the form of Prometheus' library. Each family has a row for each app
 * of the configuration from the start, at zero, since a rate cannot be told of a number that comes
 * into being as one.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-017, THR-43"
 */
final class Families {
  /** Beyond so many apps only the commonest row of each is there at zero. */
  static final int MAX_APPS_WITH_ALL_ROWS = 100;

  private static final String APP = "app";

  private final Metrics metrics;

  Families(Metrics metrics) {
    this.metrics = metrics;
  }

  /** All of them, as they are now. */
  MetricSnapshots all() {
    Collection<String> apps = metrics.apps();
    List<MetricSnapshot> families = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      families.add(counter(metric, apps));
    }
    for (Hot hot : Hot.values()) {
      families.add(
          CounterSnapshot.builder()
              .name(hot.metricName())
              .help(hot.sentence())
              .dataPoint(counted(Labels.EMPTY, (double) metrics.read(hot)))
              .build());
    }
    for (AppGauge holding : AppGauge.values()) {
      families.add(holding(holding, apps));
    }
    for (Metrics.WatchedApps watched : metrics.watchedApps()) {
      families.add(watched(watched, apps));
    }
    for (Metrics.WatchedRows watched : metrics.watchedRows()) {
      families.add(rows(watched));
    }
    for (Metrics.WatchedRows watched : metrics.watchedCounts()) {
      families.add(counts(watched));
    }
    for (Metrics.WatchedDelays watched : metrics.watchedDelays()) {
      families.add(histogram(watched.name(), watched.sentence(), watched.parts()));
    }
    for (Metrics.WatchedNumber watched : metrics.watched()) {
      families.add(gauge(watched.name(), watched.sentence(), watched.number().getAsDouble()));
    }
    families.add(
        gauge(
            "belfry_send_queue_bytes",
            "Bytes that wait for clients that do not keep up.",
            (double) metrics.queuedBytes()));
    families.add(
        histogram(
            "belfry_delivery_delay_seconds",
            "Time from the arrival of a publication until the last socket of an event loop has it.",
            ofLoops(LoopCounts::deliveries)));
    families.add(
        histogram(
            "belfry_loop_lag_seconds",
            "How late an event loop does what it does every 50 ms.",
            ofLoops(LoopCounts::lags)));
    return new MetricSnapshots(families);
  }

  private MetricSnapshot counter(Metric metric, Collection<String> apps) {
    Map<List<String>, Long> rows = new LinkedHashMap<>();
    List<List<String>> expected = metrics.expected(metric);
    int atZero = apps.size() > MAX_APPS_WITH_ALL_ROWS ? 1 : expected.size();
    for (String app : apps) {
      for (List<String> row : expected.subList(0, Math.min(atZero, expected.size()))) {
        List<String> values = new ArrayList<>(row);
        values.add(0, app);
        rows.put(values, 0L);
      }
    }
    for (Map.Entry<List<String>, LongAdder> counted : metrics.ofMetric(metric).entrySet()) {
      String app = counted.getKey().get(0);
      if (apps.contains(app) || app.equals(Metrics.UNKNOWN_APP)) {
        rows.put(counted.getKey(), counted.getValue().sum());
      }
    }
    CounterSnapshot.Builder family =
        CounterSnapshot.builder().name(metric.metricName()).help(metric.sentence());
    rows.forEach(
        (values, number) -> family.dataPoint(counted(Labels.of(metric.labels(), values), number)));
    return family.build();
  }

  private MetricSnapshot holding(AppGauge holding, Collection<String> apps) {
    GaugeSnapshot.Builder family =
        GaugeSnapshot.builder().name(holding.metricName()).help(holding.sentence());
    for (String app : apps) {
      family.dataPoint(measured(Labels.of(APP, app), (double) metrics.held(app, holding)));
    }
    return family.build();
  }

  private static MetricSnapshot watched(Metrics.WatchedApps watched, Collection<String> apps) {
    GaugeSnapshot.Builder family =
        GaugeSnapshot.builder().name(watched.name()).help(watched.sentence());
    Map<String, Long> numbers = watched.numbers().get();
    for (String app : apps) {
      family.dataPoint(measured(Labels.of(APP, app), numbers.getOrDefault(app, 0L)));
    }
    return family.build();
  }

  private static MetricSnapshot rows(Metrics.WatchedRows watched) {
    GaugeSnapshot.Builder family =
        GaugeSnapshot.builder().name(watched.name()).help(watched.sentence());
    watched
        .rows()
        .get()
        .forEach(
            (values, number) ->
                family.dataPoint(measured(Labels.of(watched.labels(), values), number)));
    return family.build();
  }

  private static MetricSnapshot counts(Metrics.WatchedRows watched) {
    CounterSnapshot.Builder family =
        CounterSnapshot.builder().name(watched.name()).help(watched.sentence());
    watched
        .rows()
        .get()
        .forEach(
            (values, number) ->
                family.dataPoint(counted(Labels.of(watched.labels(), values), number)));
    return family.build();
  }

  private List<Delays> ofLoops(Function<LoopCounts, Delays> ofLoop) {
    return metrics.loops().stream().map(ofLoop).toList();
  }

  private static MetricSnapshot histogram(String name, String sentence, List<Delays> parts) {
    double[] bounds = Delays.boundsInSeconds();
    long[] counts = new long[bounds.length];
    double sum = 0;
    for (Delays delays : parts) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += delays.count(i);
      }
      sum += delays.sumInSeconds();
    }
    HistogramDataPointSnapshot.Builder point =
        HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts));
    point.sum(sum);
    return HistogramSnapshot.builder().name(name).help(sentence).dataPoint(point.build()).build();
  }

  static MetricSnapshot gauge(String name, String sentence, double number) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(sentence)
        .dataPoint(measured(Labels.EMPTY, number))
        .build();
  }

  static CounterDataPointSnapshot counted(Labels labels, double number) {
    return CounterDataPointSnapshot.builder().labels(labels).value(number).build();
  }

  private static GaugeDataPointSnapshot measured(Labels labels, double number) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(number).build();
  }
}
