package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.LinkEvent;
import io.belfry.cluster.redis.link.LinkListener.AnewCause;
import io.belfry.cluster.redis.link.LinkListener.LossCause;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.server.config.ClusterProvider.Gauges;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happens at the links of a node, counted for the metrics.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 12"
 */
final class LinkCounts {
  private final Map<LossCause, LongAdder> losses = counters(LossCause.class);
  private final Map<AnewCause, LongAdder> anew = counters(AnewCause.class);
  private final Map<LinkEvent, LongAdder> events = counters(LinkEvent.class);
  private final AtomicLongArray nodes;

  LinkCounts(int partitions) {
    this.nodes = new AtomicLongArray(partitions);
  }

  private static <E extends Enum<E>> Map<E, LongAdder> counters(Class<E> kinds) {
    Map<E, LongAdder> counters = new EnumMap<>(kinds);
    for (E kind : kinds.getEnumConstants()) {
      counters.put(kind, new LongAdder());
    }
    // Changed no more, so it is read by all threads.
    return Collections.unmodifiableMap(counters);
  }

  private static <E extends Enum<E>> void add(Map<E, LongAdder> counters, E kind) {
    Objects.requireNonNull(counters.get(kind)).increment();
  }

  void lost(LossCause cause) {
    add(losses, cause);
  }

  void begunAnew(AnewCause cause) {
    add(anew, cause);
  }

  void happened(LinkEvent event) {
    add(events, event);
  }

  void alive(int partition, BeatAnswer.Alive alive) {
    nodes.set(partition, alive.nodes());
  }

  private double mostNodes() {
    long most = 0;
    for (int i = 0; i < nodes.length(); i++) {
      most = Math.max(most, nodes.get(i));
    }
    return most;
  }

  /** Shows them. */
  void showAt(Gauges gauges, LinkStates states) {
    gauges.watch(
        "belfry_cluster_nodes", "Nodes of the cluster that this one knows.", this::mostNodes);
    gauges.watch(
        "belfry_cluster_partitions_linked",
        "Partitions whose engine this node reaches.",
        states::linked);
    gauges.watchRows(
        "belfry_cluster_link_losses",
        "Links of partitions that were lost, since the start.",
        List.of("cause"),
        () -> rows(losses));
    gauges.watchRows(
        "belfry_cluster_begun_anew",
        "Partitions in which this node has said everything again, since the start.",
        List.of("cause"),
        () -> rows(anew));
    gauges.watchRows(
        "belfry_cluster_events",
        "What has happened at the links, since the start.",
        List.of("event"),
        () -> rows(events));
  }

  private static Map<List<String>, Double> rows(Map<? extends Enum<?>, LongAdder> counters) {
    Map<List<String>, Double> rows = new HashMap<>();
    counters.forEach(
        (kind, counter) ->
            rows.put(List.of(kind.name().toLowerCase(Locale.ROOT)), (double) counter.sum()));
    return rows;
  }
}
