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
