package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.config.ServerConfig;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A source that cannot ask for its apps. */
class AppsAwayTest {
  private final AtomicBoolean isComplete = new AtomicBoolean();
  private final ConfiguredApps snapshot = new ConfiguredApps(List.of());
  private BelfryServer server;

  private final class Away implements AppSource {
    @Override
    public Optional<App> byId(String id) {
      return snapshot.byId(id);
    }

    @Override
    public Optional<App> byKey(String key) {
      return snapshot.byKey(key);
    }

    @Override
    public Collection<App> all() {
      return snapshot.all();
    }

    @Override
    public boolean isComplete() {
      return isComplete.get();
    }
  }

  @BeforeEach
  void start() throws IOException {
    ServerConfig config = ServerConfig.builder().host("127.0.0.1").port(0).build();
    server = BelfryServer.builder().config(config).apps(new Away()).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RecordingClient client(String key) {
    return RecordingClient.connect(server.port(), "/app/" + key + "?protocol=7");
  }

  private int status(String path) {
    try (RecordingClient client = RecordingClient.open(server.port())) {
      client.sendBytes(
          ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      client.readHead();
      return client.status();
    }
  }

  @Test
  @Tag("THR-61")
  void givenAnUnknownKey_itIsToldToComeAgainUntilItIsKnownToBeUnknown() {
    snapshot.replace(List.of(App.builder("1").key("key-1", "a secret of app 1").build()));
    try (RecordingClient known = client("key-1");
        RecordingClient unknown = client("key-2")) {
      assertThat(known.next()).contains("pusher:connection_established");
      assertThat(unknown.next()).contains("\"code\":4100");
    }
    isComplete.set(true);
    try (RecordingClient unknown = client("key-2")) {
      assertThat(unknown.next()).contains("\"code\":4001");
    }
  }

  @Test
  @Tag("THR-61")
  void givenACallOfAnUnknownApp_itIsToldToComeAgainUntilItIsKnownToBeUnknown() {
    assertThat(status("/apps/1/channels")).isEqualTo(503);
    isComplete.set(true);
    assertThat(status("/apps/1/channels")).isEqualTo(404);
  }

  @Test
  @Tag("THR-61")
  void givenACallWithAnUnknownKeyOfAKnownApp_itIsToldToComeAgainUntilItIsKnownToBeUnknown() {
    snapshot.replace(List.of(App.builder("1").key("key-1", "a secret of app 1").build()));
    String call =
        "/apps/1/channels?auth_key=key-2&auth_timestamp=1&auth_version=1.0&auth_signature="
            + "0".repeat(64);

    assertThat(status(call)).isEqualTo(503);
    isComplete.set(true);
    assertThat(status(call)).isEqualTo(401);
  }

  @Test
  @Tag("THR-61")
  void givenANodeThatNeverHadItsApps_itIsNotReadyUntilItHas() {
    assertThat(status("/readyz")).isEqualTo(503);
    snapshot.replace(List.of(App.builder("1").key("key-1", "a secret of app 1").build()));
    assertThat(status("/readyz")).isEqualTo(200);
  }
}
