package io.belfry.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that this server counts. Counting is plain adding; the page for Prometheus and the library
 * behind it come into being when somebody looks for the first time, since their start is a notable
 * part of a server's.
 *
 * <p>Thread: thread-safe; {@link #page} may take a while the first time, so no event loop asks.
 */
public final class Metrics {
  /** Label of an app that nobody knows. */
  public static final String UNKNOWN_APP = "unknown";

  private final Map<Metric, Map<List<String>, LongAdder>> counters = new EnumMap<>(Metric.class);
  private final List<LoopCounts> loops = new CopyOnWriteArrayList<>();
  private final Map<Metric, List<List<String>>> expected = new EnumMap<>(Metric.class);
  private final List<WatchedNumber> watched = new CopyOnWriteArrayList<>();
  private final List<WatchedApps> watchedApps = new CopyOnWriteArrayList<>();
  private final List<WatchedRows> watchedRows = new CopyOnWriteArrayList<>();
  private final List<WatchedRows> watchedCounts = new CopyOnWriteArrayList<>();
  private final List<WatchedDelays> watchedDelays = new CopyOnWriteArrayList<>();
  private final Supplier<? extends Collection<String>> apps;
  private final Consumer<Metrics> foresight;
  private @Nullable PrometheusPage page;
  private @Nullable RegistryBinding binding;

  /** A number that is read when somebody looks. */
  record WatchedNumber(String name, String sentence, DoubleSupplier number) {}

  /** A number of each app that is read when somebody looks. */
  record WatchedApps(String name, String sentence, Supplier<Map<String, Long>> numbers) {}

  /** Numbers by labels that are read when somebody looks. */
  record WatchedRows(
      String name,
      String sentence,
      List<String> labels,
      Supplier<Map<List<String>, Double>> rows) {}

  /** How long something takes, each writer of it by itself. */
  record WatchedDelays(String name, String sentence, List<Delays> parts) {}

  /** Nothing counted yet, of no app that is known. */
  public Metrics() {
    this(List::of, metrics -> {});
  }

  /**
   * Nothing counted yet.
   *
   * @param apps ids of the apps as they are configured; others are not shown
   * @param foresight says with {@link #expect} what will be counted, when somebody looks
   */
  public Metrics(Supplier<? extends Collection<String>> apps, Consumer<Metrics> foresight) {
    this.apps = apps;
    this.foresight = foresight;
    for (Metric metric : Metric.values()) {
      counters.put(metric, new ConcurrentHashMap<>());
      expected.put(metric, List.of(List.of()));
    }
  }

  /**
   * Says what will be counted, so that it is shown as zero before.
   *
   * @param rows values of all labels but the app, the commonest first
   */
  public void expect(Metric metric, List<List<String>> rows) {
    expected.put(metric, List.copyOf(rows));
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

  /**
   * Counts several.
   *
   * @param values of the metric's labels, in their order
   */
  public void add(Metric metric, long amount, String... values) {
    ofMetric(metric).computeIfAbsent(List.of(values), row -> newRow(metric, row)).add(amount);
  }

  private LongAdder newRow(Metric metric, List<String> values) {
    LongAdder row = new LongAdder();
    if (binding != null) {
      binding.add(metric, values, row);
    }
    return row;
  }

  /** Shows all in a registry as well; called once, before anything is counted. */
  public void showIn(MeterRegistry registry) {
    binding = new RegistryBinding(this, registry);
    watched.forEach(binding::add);
  }

  /** Watches a number. */
  public void watch(String name, String sentence, DoubleSupplier number) {
    WatchedNumber added = new WatchedNumber(name, sentence, number);
    watched.add(added);
    if (binding != null) {
      binding.add(added);
    }
  }

  /** Watches a number of each app. */
  public void watchApps(String name, String sentence, Supplier<Map<String, Long>> numbers) {
    watchedApps.add(new WatchedApps(name, sentence, numbers));
  }

  /**
   * Watches numbers.
   *
   * @param rows by the values of the labels, in their order
   */
  public void watchRows(
      String name, String sentence, List<String> labels, Supplier<Map<List<String>, Double>> rows) {
    watchedRows.add(new WatchedRows(name, sentence, List.copyOf(labels), rows));
  }

  /**
   * Watches what somebody else counts.
   *
   * @param rows by the values of the labels, in their order; the same rows at all times
   */
  public void watchCounts(
      String name, String sentence, List<String> labels, Supplier<Map<List<String>, Double>> rows) {
    WatchedRows added = new WatchedRows(name, sentence, List.copyOf(labels), rows);
    watchedCounts.add(added);
    if (binding != null) {
      binding.addCounts(added);
    }
  }

  /**
   * A histogram for how long something takes; those of one name are shown as one.
   *
   * @return takes nanoseconds; confined to one thread
   */
  public LongConsumer newDelays(String name, String sentence) {
    Delays part = new Delays();
    for (WatchedDelays there : watchedDelays) {
      if (there.name().equals(name)) {
        there.parts().add(part);
        return part::record;
      }
    }
    WatchedDelays added =
        new WatchedDelays(name, sentence, new CopyOnWriteArrayList<>(List.of(part)));
    watchedDelays.add(added);
    if (binding != null) {
      binding.add(added);
    }
    return part::record;
  }

  /** The page. */
  public synchronized String page(PageForm form) {
    if (page == null) {
      foresight.accept(this);
      page = new PrometheusPage(this);
    }
    return page.text(form);
  }

  long read(LoopCounts.Hot hot) {
    return loops.stream().mapToLong(counts -> counts.read(hot)).sum();
  }

  /** How much all event loops hold of an app. */
  long held(String app, AppGauge what) {
    return loops.stream().mapToLong(loop -> loop.read(app, what)).sum();
  }

  /** Bytes that wait for clients on all event loops. */
  long queuedBytes() {
    return loops.stream().mapToLong(LoopCounts::queuedBytes).sum();
  }

  /** What was counted of the metric, by the values of its labels. */
  Map<List<String>, LongAdder> ofMetric(Metric metric) {
    return Objects.requireNonNull(counters.get(metric));
  }

  /** What may be counted of the metric, by the values of its labels but the app. */
  List<List<String>> expected(Metric metric) {
    return Objects.requireNonNull(expected.get(metric));
  }

  /** Ids of the apps. */
  Collection<String> apps() {
    return apps.get();
  }

  List<LoopCounts> loops() {
    return loops;
  }

  List<WatchedNumber> watched() {
    return watched;
  }

  List<WatchedRows> watchedRows() {
    return watchedRows;
  }

  List<WatchedRows> watchedCounts() {
    return watchedCounts;
  }

  List<WatchedDelays> watchedDelays() {
    return watchedDelays;
  }

  List<WatchedApps> watchedApps() {
    return watchedApps;
  }
}
