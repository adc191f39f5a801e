package io.belfry.bench;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * The app that all benches use: its limits stand in nobody's way.
 *
 * <p>Thread: stateless.
 */
public final class BenchSettings {
  private static final String SECRET_TEXT = "a secret of the benches";

  /** Id of the app. */
  public static final String APP_ID = "1";

  /** Its key. */
  public static final String KEY = "app-key";

  /** Its secret. */
  public static final Secret SECRET = Secret.of(SECRET_TEXT);

  private BenchSettings() {}

  /** The app. */
  public static App app() {
    return config(1).apps().getFirst();
  }

  /** A server of that app with so many event loops, on any free port. */
  public static ServerConfig config(int eventLoops) {
    return ServerConfig.builder()
        .host("127.0.0.1")
        .port(0)
        .set(NodeSettings.EVENT_LOOPS, eventLoops)
        .set(NodeSettings.DRAIN, Optional.of(Duration.ZERO))
        .limit(Limit.MESSAGES_PER_SECOND, -1)
        .limit(Limit.CLIENT_EVENTS_PER_SECOND, -1)
        .app(App.builder(APP_ID).key(KEY, SECRET_TEXT).build())
        .build();
  }
}
