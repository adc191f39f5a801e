package io.belfry.bench.run;

import io.belfry.bench.run.Options.Placement;
import java.nio.file.Path;

/**
 * The configuration that Belfry is measured with: no limit stands in the way of the load, nothing
 * else differs from the defaults.
 *
 * <p>Thread: immutable.
 *
 * @param placement where and how the server runs
 * @param data its data folder
 */
record BenchConfig(Placement placement, Path data) {
  /** The text of the plain server, in YAML. */
  String plain() {
    return text("");
  }

  /** The same with an endpoint that is told of everything at once, in batches. */
  String withWebhooks(int port) {
    return plain()
        + """
            subscription_count: {broadcast: true}
            webhooks:
              - url: http://127.0.0.1:%d/hooks
                event_types: [channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count, user_online, user_offline, session_started, session_ended]
                vacated_delay_ms: 0
                member_removed_delay_ms: 0
                user_offline_delay_ms: 0
                batch: {enabled: true}
        """
            .formatted(port);
  }

  /** The same with a port for TLS, which the command line names. */
  String withTls(Certificate certificate) {
    return text(
        """
          tls: {port: 0, cert_file: "%s", key_file: "%s"}
        """
            .formatted(certificate.file(), certificate.key()));
  }

  /** The same as a node of a cluster; the command line says where the engine is. */
  String withCluster() {
    return plain()
        + """
        cluster: {kind: redis, name: bench, url: "redis://127.0.0.1:6379"}
        """;
  }

  private String text(String server) {
    return """
        server:
          host: 127.0.0.1
          port: 0
          data_dir: "%s"
          event_loops: %d
          transport: %s
          drain_seconds: 0
        %slimits: {messages_per_second: -1, client_events_per_second: -1, max_batch_size: 100}
        apps:
          - id: "%s"
            name: bench
            keys: [{key: %s, secret: %s}]
            client_events: {enabled: true}
        """
        .formatted(
            data,
            placement.eventLoops(),
            placement.transport(),
            server,
            Generator.APP_ID,
            Generator.KEY,
            Generator.SECRET);
  }
}
