package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.hook.Hooks;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The server inside of another program, configured in code. */
class EmbeddedServerTest {
  // snippet: server-embedded
  static BelfryServer startServer(String secret, Hooks hooks) throws IOException {
    App app =
        App.builder("1")
            .key("app-key", secret)
            .set(AppSettings.CLIENT_EVENTS_ENABLED, true)
            .allowedOrigins("https://example.com")
            .limit(Limit.MAX_CONNECTIONS, 1_000)
            .build();
    ServerConfig config =
        ServerConfig.builder()
            .host("127.0.0.1")
            .port(0)
            .set(NodeSettings.WEBSOCKET_PING, Duration.ofSeconds(20))
            .app(app)
            .build();
    return BelfryServer.builder().config(config).hooks(hooks).start();
  }

  // end

  @Test
  void givenAServerInCode_itListensUntilItIsDrained() throws Exception {
    try (BelfryServer server = startServer("a-secret-of-this-test", Hooks.NONE)) {
      assertThat(server.port()).isPositive();
      assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");

      server.drain();

      assertThat(server.connections()).isZero();
    }
  }
}
