package io.belfry.server;

import io.belfry.server.config.ClusterProvider;
import io.belfry.server.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Shows numbers of what joins the nodes among those of the node.
 *
 * <p>Thread: confined to who starts the server.
 */
record ClusterGauges(Metrics metrics) implements ClusterProvider.Gauges {
  @Override
  public void watch(String name, String sentence, DoubleSupplier number) {
    metrics.watch(name, sentence, number);
  }

  @Override
  public void count(
      String name, String sentence, List<String> labels, Supplier<Map<List<String>, Double>> rows) {
    metrics.watchCounts(name, sentence, labels, rows);
  }

  @Override
  public LongConsumer delays(String name, String sentence) {
    return metrics.newDelays(name, sentence);
  }
}
