package io.belfry.server.config;

import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ClusterSettings.Joined;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes what joins nodes of what {@code cluster} says; found by a service loader, and only where
 * that says something else than none.
 *
 * <p>Thread: confined to who starts the server.
 */
public interface ClusterProvider {
  /**
   * An adapter that is not started yet. It may ask the engine, and take some seconds, to find out
   * whether the node can be joined at all; an engine that is not there is no mistake, since it may
   * come.
   *
   * @return empty where the configuration asks for a kind that this one does not know
   * @throws IOException if the node cannot be joined so; the message is for the operator
   * @see "rule CLU-004"
   */
  Optional<ClusterAdapter> of(ServerConfig config, NodeParts node) throws IOException;

  /**
   * What the node has for an adapter.
   *
   * @param apps its apps as they are set at each moment; {@link ClusterAdapter#appsChanged} tells
   *     when they have changed
   * @param nanoTime monotonic clock
   * @param clock wall clock
   * @param connections how many connections each app has on this node
   * @param gauges where numbers are shown
   * @param broken is told in a sentence that the node cannot go on, and then ends; for what an
   *     operator has to mend, not for an engine that is away
   */
  record NodeParts(
      AppSource apps,
      LongSupplier nanoTime,
      InstantSource clock,
      Supplier<Map<String, Long>> connections,
      Gauges gauges,
      Consumer<String> broken) {}

  /**
   * Where an adapter shows its numbers: they are read when somebody looks.
   *
   * <p>Thread: confined to who starts the server; what it is given is thread-safe and never blocks.
   */
  interface Gauges {
    /**
     * Shows a number.
     *
     * @param name such as {@code belfry_cluster_nodes}
     * @param sentence what it is, for people
     */
    void watch(String name, String sentence, DoubleSupplier number);

    /**
     * Shows how often something has happened since the start.
     *
     * @param name such as {@code belfry_cluster_link_losses}; readers see {@code _total} behind it
     * @param labels in what the numbers differ; empty for one number
     * @param rows by the values of the labels, in their order; the same rows at all times
     */
    void count(
        String name,
        String sentence,
        List<String> labels,
        Supplier<Map<List<String>, Double>> rows);

    /**
     * Shows how long something takes, as a histogram. Several may be asked for under one name; they
     * are shown together.
     *
     * @param name such as {@code belfry_cluster_step_seconds}
     * @return takes nanoseconds; confined to one thread
     */
    LongConsumer delays(String name, String sentence);
  }

  /**
   * Looks whether a node that is set so could be joined, without joining it: nothing is written
   * anywhere. May take some seconds.
   *
   * @return empty where the configuration asks for a kind that this one does not know, or what
   *     joins the nodes cannot be looked at
   * @see "rule CLU-004"
   */
  default Optional<Inspection> inspect(ServerConfig config) {
    return Optional.empty();
  }

  /**
   * What was seen of what joins the nodes.
   *
   * @param problems what keeps a node from joining, and what to do, each in a sentence
   * @param notes what an operator should know, each in a sentence
   * @param engines processes that decide what is true, such as {@code Redis 7.0.15 at HOST:PORT}
   * @param nodes names of the nodes that run now
   */
  record Inspection(
      List<String> problems, List<String> notes, List<String> engines, List<String> nodes) {
    /** Takes copies. */
    public Inspection {
      problems = List.copyOf(problems);
      notes = List.copyOf(notes);
      engines = List.copyOf(engines);
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * What is seen of what a configuration asks for; empty for a node alone, or where nothing on the
   * class path can look. Loads nothing for a node alone.
   */
  static Optional<Inspection> look(ServerConfig config) {
    if (config.of(ClusterSettings.KIND) == Joined.NONE) {
      return Optional.empty();
    }
    for (ClusterProvider provider : ServiceLoader.load(ClusterProvider.class)) {
      Optional<Inspection> seen = provider.inspect(config);
      if (seen.isPresent()) {
        return seen;
      }
    }
    return Optional.empty();
  }

  /**
   * The adapter that a configuration asks for, not started yet; empty for a node alone.
   *
   * @throws IOException if there is none; the message is for the operator
   */
  static Optional<ClusterAdapter> find(ServerConfig config, NodeParts node) throws IOException {
    if (config.of(ClusterSettings.KIND) == Joined.NONE) {
      return Optional.empty();
    }
    for (ClusterProvider provider : ServiceLoader.load(ClusterProvider.class)) {
      Optional<ClusterAdapter> found = provider.of(config, node);
      if (found.isPresent()) {
        return found;
      }
    }
    throw new IOException(
        "cluster.kind is redis, and nothing on the class path joins nodes so. Add"
            + " belfry-cluster-redis, or leave cluster.kind out for a node alone.");
  }
}
