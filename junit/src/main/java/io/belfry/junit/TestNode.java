package io.belfry.junit;

import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.webhook.store.OutboxStore;
import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server behind the wire: it comes and goes, with the same app each time.
 *
 * <p>Thread: confined to the test.
 */
final class TestNode {
  static final String APP_ID = "1";
  static final String APP_KEY = "app-key";

  private static final int LOOPS = 2;
  private static final String CLIENT_EVENTS = "client_events";

  private final ServerConfig config;
  private final ManualClock clock;
  private final List<ServerSetup> setups;
  private @Nullable BelfryServer server;

  TestNode(ServerConfig config, ManualClock clock, List<ServerSetup> setups) {
    this.config = config;
    this.clock = clock;
    this.setups = setups;
  }

  /**
   * A server with one app.
   *
   * @param lines settings of the app
   * @throws IllegalArgumentException if one is wrong
   */
  static ServerConfig config(String secret, List<String> lines) {
    StringBuilder app =
        new StringBuilder("id: \"" + APP_ID + "\"\n")
            .append("keys: [{key: " + APP_KEY + ", secret: " + secret + "}]\n");
    if (lines.stream().noneMatch(line -> line.startsWith(CLIENT_EVENTS))) {
      app.append(CLIENT_EVENTS).append(": {enabled: true}\n");
    }
    lines.forEach(line -> app.append(line).append('\n'));
    ServerConfig.Builder node =
        ServerConfig.builder()
            .host("127.0.0.1")
            .port(0)
            .set(NodeSettings.EVENT_LOOPS, LOOPS)
            // What is delivered is read along, and a clock that is moved is no attack.
            .set(NodeSettings.COMPRESSION, false)
            .set(NodeSettings.AUTH_TIMESTAMP_SKEW, Duration.ofDays(1));
    return switch (AppDefinitions.of(node.build()).read("@BelfryTest(app = …)", app.toString())) {
      case AppDefinitions.Sound sound -> node.app(withoutTls(sound.app())).build();
      case AppDefinitions.Faulty faulty ->
          throw new IllegalArgumentException(String.join("\n", faulty.problems()));
    };
  }

  private static App withoutTls(App app) {
    if (app.settings().of(AppSettings.REQUIRE_TLS)) {
      throw new IllegalArgumentException(
          "require_tls: the server of a test speaks no TLS, so nobody could connect. Leave it out.");
    }
    return app;
  }

  boolean isRunning() {
    return server != null;
  }

  BelfryServer server() {
    if (server == null) {
      throw new IllegalStateException("The server is dropped. Call restart() first.");
    }
    return server;
  }

  /** Starts it; its port. */
  int start() {
    BelfryServer.Builder parts =
        BelfryServer.builder()
            .config(config)
            .clock(clock)
            .nanoTime(clock::nanoTime)
            .outbox(OutboxStore.inMemory());
    setups.forEach(setup -> setup.prepare(parts));
    try {
      server = parts.start();
      refuseTls(server);
      return server.port();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // What is encrypted cannot be read along, so every wait would end without a word.
  private void refuseTls(BelfryServer started) {
    if (started.tlsAddress().isPresent()) {
      stop();
      throw new IllegalStateException(
          "A ServerSetup has switched on server.tls, and deliveries over TLS cannot be read along."
              + " Leave it out.");
    }
  }

  void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
