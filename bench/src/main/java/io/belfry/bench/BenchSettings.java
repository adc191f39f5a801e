package io.belfry.bench;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.config.ConfigReader;
import io.belfry.server.config.ConfigResult;
import io.belfry.server.config.ServerConfig;
import java.util.Map;

/**
 * The app that all benches use: its limits stand in nobody's way.
 *
 * <p>Thread: stateless.
 */
public final class BenchSettings {
  /** Id of the app. */
  public static final String APP_ID = "1";

  /** Its key. */
  public static final String KEY = "app-key";

  /** Its secret. */
  public static final Secret SECRET = Secret.of("a secret of the benches");

  private BenchSettings() {}

  /** The app. */
  public static App app() {
    return config(1).apps().getFirst();
  }

  /** A server of that app with so many event loops, on any free port. */
  public static ServerConfig config(int eventLoops) {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: %d, drain_seconds: 0}
        limits: {messages_per_second: -1, client_events_per_second: -1}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of the benches}]
            client_events: {enabled: true}
        """
            .formatted(eventLoops);
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Refused refused ->
          throw new IllegalStateException(refused.problems().toString());
    };
  }
}
