package io.belfry.e2e;

import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the file of a node says that is one of several.
 *
 * @param name of the cluster
 * @param more settings of the cluster beside its name and its engine; may be empty
 * @param webhooks what the app says of its webhooks; empty for none
 */
record ClusterFile(String name, String more, String webhooks) {
  static final String SECRET = "a secret of the app";

  private static final AtomicInteger CLUSTERS = new AtomicInteger();
  private static final String NODE =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0,
               connect_rate_per_address: -1, operations: {port: 0}, data_dir: target/faults}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      cluster: {kind: redis, name: %s, url: "%s"%s}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]
          client_events: {enabled: true}
      """;
  private static final String HOOKS =
      """
          webhooks:
            - url: %s
              event_types: [%s]
              vacated_delay_ms: 0
              member_removed_delay_ms: 0
      """;
  private static final String ENDS = "channel_vacated, member_removed";

  /** A cluster that nobody else is in. */
  static ClusterFile without() {
    return new ClusterFile("faults-" + CLUSTERS.incrementAndGet(), "", "");
  }

  /** The same with an endpoint that is told that members have gone and channels are empty. */
  static ClusterFile with(String webhooks) {
    return new ClusterFile(without().name(), "", HOOKS.formatted(webhooks, ENDS));
  }

  /** The same with an endpoint that is told who comes, too. */
  static ClusterFile withAll(String webhooks) {
    String types = ENDS + ", channel_occupied, member_added";
    return new ClusterFile(without().name(), "", HOOKS.formatted(webhooks, types));
  }

  /** The same with further settings of the cluster. */
  ClusterFile and(String settings) {
    return new ClusterFile(name, ", " + settings, webhooks);
  }

  /** The file of a node that reaches the engine there. */
  String text(String engine) {
    return NODE.formatted(name, engine, more) + webhooks;
  }

  /** The same, read. */
  ServerConfig config(String engine) {
    return switch (ConfigReader.read(text(engine), Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }
}
