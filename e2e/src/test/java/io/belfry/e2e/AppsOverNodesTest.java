package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Apps that all nodes have from one place, where one node finds a change and the others would look
 * only much later.
 */
class AppsOverNodesTest {
  private final EngineProcess engine = EngineProcess.start();
  private volatile List<App> stored = List.of(app("old").build());
  private final Looking first = new Looking();
  private final Looking second = new Looking();
  private BelfryServer a;
  private BelfryServer b;

  private static App.Builder app(String key) {
    return App.builder("1").key(key, "a secret of the app");
  }

  /** Has what is stored when it last looked. */
  private final class Looking implements AppSource {
    private final ConfiguredApps apps = new ConfiguredApps(stored);
    private final CompletableFuture<Void> found = new CompletableFuture<>();

    @Override
    public void lookNow() {
      List<App> now = stored;
      if (!now.equals(List.copyOf(apps.all()))) {
        apps.replace(now);
        found.complete(null);
      }
    }

    @Override
    public void start(AppsListener listener) {
      apps.start(listener);
    }

    @Override
    public Optional<App> byId(String id) {
      return apps.byId(id);
    }

    @Override
    public Optional<App> byKey(String key) {
      return apps.byKey(key);
    }

    @Override
    public Collection<App> all() {
      return apps.all();
    }
  }

  private BelfryServer node(AppSource apps) throws IOException {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
        cluster: {kind: redis, name: apps, lease_seconds: 2, partitions: 4, url: "%s"}
        apps: [{id: "unused", keys: [{key: unused, secret: a secret of no app}]}]
        """
            .formatted(engine.url());
    ServerConfig config =
        switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
          case ConfigResult.Loaded loaded -> loaded.config();
          case ConfigResult.NotConfigured refused ->
              throw new AssertionError(refused.problems().toString());
        };
    return BelfryServer.builder().config(config).apps(apps).start();
  }

  @BeforeEach
  void start() throws IOException {
    a = node(first);
    b = node(second);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    engine.close();
  }

  private static RecordingClient client(BelfryServer node, String key) {
    return RecordingClient.connect(node.port(), "/app/" + key + "?protocol=7").patient(20);
  }

  private static int closeCode(RecordingClient client) {
    assertThat(client.next()).contains("pusher:error");
    return client.nextClose().closeCode();
  }

  private void change(App other) {
    stored = List.of(other);
    first.lookNow();
  }

  @Test
  @Tag("CLU-050")
  void givenAnAppThatIsSwitchedOff_itsConnectionsOnAllNodesAreClosed() {
    try (RecordingClient here = client(a, "old");
        RecordingClient there = client(b, "old")) {
      assertThat(here.next()).contains("connection_established");
      assertThat(there.next()).contains("connection_established");
      change(app("old").disabled().build());

      assertThat(closeCode(here)).isEqualTo(4003);
      assertThat(closeCode(there)).isEqualTo(4003);
    }
  }

  @Test
  @Tag("CLU-050")
  void givenAKeyThatIsRotated_allNodesTakeTheNewOneAndWhoIsThereStays() throws Exception {
    try (RecordingClient there = client(b, "old")) {
      assertThat(there.next()).contains("connection_established");
      change(app("new").build());
      second.found.get(30, TimeUnit.SECONDS);
      there.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(there.next()).contains("pusher:pong");

      try (RecordingClient late = client(b, "old")) {
        assertThat(closeCode(late)).isEqualTo(4001);
      }
      try (RecordingClient fresh = client(b, "new")) {
        assertThat(fresh.next()).contains("connection_established");
      }
    }
  }
}
