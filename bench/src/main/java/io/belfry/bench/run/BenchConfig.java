package io.belfry.bench.run;

import io.belfry.bench.run.Options.Placement;
import java.nio.file.Path;

/**
 * The configuration that Belfry is measured with: no limit stands in the way of the load, nothing
 * else differs from the defaults.
 *
 * <p>Thread: stateless.
 */
final class BenchConfig {
  private BenchConfig() {}

  /** The same with an endpoint that is told of everything at once, in batches. */
  static String withWebhooks(Placement placement, Path data, int port) {
    return text(placement, data)
        + """
            subscription_count: {broadcast: true}
            webhooks:
              - url: http://127.0.0.1:%d/hooks
                event_types: [channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss, subscription_count, user_online, user_offline]
                vacated_delay_ms: 0
                member_removed_delay_ms: 0
                user_offline_delay_ms: 0
                batch: {enabled: true}
        """
            .formatted(port);
  }

  /** Its YAML text. */
  static String text(Placement placement, Path data) {
    return """
        server:
          host: 127.0.0.1
          port: 0
          data_dir: "%s"
          event_loops: %d
          transport: %s
          drain_seconds: 0
        limits: {messages_per_second: -1, client_events_per_second: -1, max_batch_size: 100}
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
            Generator.APP_ID,
            Generator.KEY,
            Generator.SECRET);
  }
}
