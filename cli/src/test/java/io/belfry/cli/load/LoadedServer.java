package io.belfry.cli.load;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A real server on a free port, and plans to put it under load with.
 *
 * <p>Thread: confined to the test.
 *
 * @param server the server
 */
record LoadedServer(BelfryServer server) implements AutoCloseable {
  static final String SECRET = "a secret of app 1";
  static final Target.AppAccess APP = new Target.AppAccess("1", "app-key", Secret.of(SECRET));

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** One app with these limits. */
  static LoadedServer start(String limits) throws IOException {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 1, drain_seconds: 0}
        limits: {%s}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: %s}]
        """
            .formatted(limits, SECRET);
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> new LoadedServer(BelfryServer.start(loaded.config()));
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  Target target() {
    return target(APP);
  }

  Target target(Target.AppAccess app) {
    return new Target("127.0.0.1", server.port(), server.port(), app, Target.Visit.PLAIN);
  }

  /** Some connections that nobody signs in, on two public channels, for a second. */
  static LoadPlan plan(int connections, int rate) {
    return new LoadPlan(crowd(connections, 0), NO_CHURN, traffic(ChannelKind.PUBLIC, rate), SECOND);
  }

  /** The same, signed in as a user each, on channels of that kind. */
  static LoadPlan signedIn(int connections, ChannelKind kind) {
    return new LoadPlan(crowd(connections, connections), NO_CHURN, traffic(kind, 100), SECOND);
  }

  /** The same, coming and going until so many were there. */
  static LoadPlan churning(int connections, int perSecond, int openings) {
    return new LoadPlan(
        crowd(connections, connections),
        new LoadPlan.Churn(perSecond, openings),
        traffic(ChannelKind.PRIVATE, 100),
        SECOND);
  }

  private static final LoadPlan.Churn NO_CHURN = new LoadPlan.Churn(0, 0);

  private static LoadPlan.Crowd crowd(int connections, int users) {
    return new LoadPlan.Crowd(connections, 1000, users);
  }

  private static LoadPlan.Traffic traffic(ChannelKind kind, int rate) {
    return new LoadPlan.Traffic(kind, 2, rate, 100);
  }

  /** Goes down in order, in the middle of a test. */
  void drain() {
    server.drain();
  }

  @Override
  public void close() {
    server.close();
  }
}
