package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.link.LinkListener.AnewCause;
import io.belfry.cluster.redis.link.LinkListener.LossCause;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.server.config.ClusterProvider.Gauges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

/**
 * What happens at the links of a node, counted for the metrics.
 *
 * <p>Thread: thread-safe; what has a partition is confined to the thread of its owner.
 *
 * @see "cluster.md, section 12"
 */
final class LinkCounts {
  private static final String PREFIX = "belfry_cluster_";

  private final Map<LossCause, LongAdder> losses = counters(LossCause.class);
  private final Map<AnewCause, LongAdder> anew = counters(AnewCause.class);
  private final Map<LinkEvent, LongAdder> events = counters(LinkEvent.class);
  private final LongAdder steps = new LongAdder();
  private final LongAdder retired = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicLongArray nodes;
  private final AtomicLongArray hooks;
  private final List<LongConsumer> stepDelays = new ArrayList<>();
  private final List<LongConsumer> beatDelays = new ArrayList<>();

  /**
   * Counts from nothing, and shows it.
   *
   * @param waiting how many operations wait in all partitions; called on any thread
   */
  LinkCounts(int partitions, LinkStates states, IntSupplier waiting, Gauges gauges) {
    this.nodes = new AtomicLongArray(partitions);
    this.hooks = new AtomicLongArray(partitions);
    gauges.watch(PREFIX + "nodes", "Nodes of the cluster that this one knows.", this::mostNodes);
    gauges.watch(PREFIX + "partitions", "Partitions that the cluster has.", () -> partitions);
    gauges.watch(
        PREFIX + "partitions_linked", "Partitions whose engine this node reaches.", states::linked);
    gauges.watch(
        PREFIX + "operations_waiting",
        "Operations of this node that wait to be said to the engine.",
        waiting::getAsInt);
    gauges.watch(
        PREFIX + "hooks_waiting",
        "Events of webhooks that wait in the partitions whose sender this node is.",
        () -> sum(hooks));
    byCause(gauges, "link_losses", "Links of partitions that were lost.", losses);
    byCause(gauges, "begun_anew", "Partitions in which this node has said everything again.", anew);
    for (LinkEvent event : LinkEvent.values()) {
      count(gauges, event.metricName(), event.sentence(), of(events, event));
    }
    count(gauges, "steps", "Steps that the engine has answered.", steps);
    count(
        gauges,
        "retired",
        "Links of silent nodes that this one has taken for dead, a partition each.",
        retired);
    count(
        gauges,
        "hooks_dropped",
        "Events of webhooks that are lost, since more waited in the engine than it keeps.",
        dropped);
    for (int i = 0; i < partitions; i++) {
      stepDelays.add(
          gauges.delays(PREFIX + "step_seconds", "How long the engine takes to answer a step."));
      beatDelays.add(
          gauges.delays(PREFIX + "beat_seconds", "How long the engine takes to answer a beat."));
    }
  }

  private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> kinds) {
    Map<E, LongAdder> counters = new EnumMap<>(kinds);
    for (E kind : kinds.getEnumConstants()) {
      counters.put(kind, new LongAdder());
    }
    // Changed no more, so it is read by all threads.
    return Collections.unmodifiableMap(counters);
  }

  private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> counters, E kind) {
    return Objects.requireNonNull(counters.get(kind));
  }

  private static void count(Gauges gauges, String name, String sentence, LongAdder counter) {
    gauges.count(
        PREFIX + name, sentence, List.of(), () -> Map.of(List.of(), (double) counter.sum()));
  }

  private static void byCause(
      Gauges gauges, String name, String sentence, Map<? extends Enum<?>, LongAdder> counters) {
    gauges.count(PREFIX + name, sentence, List.of("cause"), () -> rows(counters));
  }

  private static Map<List<String>, Double> rows(Map<? extends Enum<?>, LongAdder> counters) {
    Map<List<String>, Double> rows = new HashMap<>();
    counters.forEach(
        (kind, counter) ->
            rows.put(List.of(kind.name().toLowerCase(Locale.ROOT)), (double) counter.sum()));
    return rows;
  }

  void lost(LossCause cause) {
    of(losses, cause).increment();
  }

  void begunAnew(AnewCause cause) {
    of(anew, cause).increment();
  }

  void happened(LinkEvent event) {
    of(events, event).increment();
  }

  void stepped(int partition, long nanos) {
    steps.increment();
    stepDelays.get(partition).accept(nanos);
  }

  void alive(int partition, BeatAnswer.Alive alive, long nanos) {
    beatDelays.get(partition).accept(nanos);
    nodes.set(partition, alive.nodes());
    hooks.set(partition, alive.hooks().waiting());
    retired.add(alive.retired());
    dropped.add(alive.hooks().dropped());
  }

  /** Another node may be the sender of a partition now. */
  void away(int partition) {
    hooks.set(partition, 0);
  }

  /** How many nodes that partition knows; at least this one. */
  long nodes(int partition) {
    return Math.max(1, nodes.get(partition));
  }

  private double mostNodes() {
    long most = 0;
    for (int i = 0; i < nodes.length(); i++) {
      most = Math.max(most, nodes.get(i));
    }
    return most;
  }

  private static double sum(AtomicLongArray numbers) {
    long sum = 0;
    for (int i = 0; i < numbers.length(); i++) {
      sum += numbers.get(i);
    }
    return sum;
  }
}
