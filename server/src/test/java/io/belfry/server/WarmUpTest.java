package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.warm.Exercise;
import io.belfry.server.warm.Place;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that exercises itself before it is ready. */
class WarmUpTest {
  private static final String SECRET = "a secret of app 1";

  private static ServerConfig config() {
    return ServerConfig.builder()
        .host("127.0.0.1")
        .port(0)
        .operationsPort(0)
        .app(App.builder("1").key("app-key", SECRET).build())
        .build();
  }

  private static String page(BelfryServer server, String path) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + server.operationsAddress().orElseThrow().getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  @Tag("WS-125")
  void givenAWarmUp_theServerIsReadyAfterItAndNothingOfItIsSeen() throws Exception {
    try (LogTap log = LogTap.on("io.belfry.server.refusal.Refusals", Level.INFO);
        LogTap failure = LogTap.on("io.belfry.server.WarmUp", Level.WARN);
        BelfryServer server =
            BelfryServer.builder().config(config()).warmUp(Duration.ofSeconds(1)).start()) {
      assertThat(log.isQuiet()).isTrue();
      assertThat(failure.isQuiet()).isTrue();
      assertThat(page(server, "/readyz")).contains("ready");
      assertThat(page(server, "/metrics"))
          .contains("belfry_connections_opened_total{app=\"1\"} 0.0")
          .doesNotContain("warm-up", "_total{app=\"unknown\"} 1");
      assertThat(server.connections()).isZero();
      try (RecordingClient client =
          RecordingClient.connect(server.port(), "/app/app-key?protocol=7")) {
        assertThat(client.next()).contains("connection_established");
      }
    }
  }

  @Test
  @Tag("WS-125")
  void givenAServer_anExerciseOfItGoesThroughEveryStep() throws Exception {
    try (BelfryServer server = BelfryServer.start(config())) {
      Place place = new Place(server.address(), "1", "app-key", Secret.of(SECRET));

      int rounds = new Exercise(List.of(place), System::nanoTime).run(1);

      assertThat(rounds).isEqualTo(1);
      String metrics = page(server, "/metrics");
      assertThat(metrics)
          .contains("belfry_connections_opened_total{app=\"1\"} 64.0")
          .contains("belfry_events_published_total{app=\"1\"} 5.0")
          .containsPattern("belfry_signins_total\\{app=\"1\",outcome=\"accepted\".*} 64.0");
    }
  }

  @ParameterizedTest
  @CsvSource({"1,app-key,another secret of an app", "2,other-key,a secret of app 1"})
  void givenAServerThatRefuses_anExerciseFailsAndIsNotTakenForDone(
      String app, String key, String secret) throws Exception {
    try (BelfryServer server = BelfryServer.start(config())) {
      Place place = new Place(server.address(), app, key, Secret.of(secret));

      assertThatThrownBy(() -> new Exercise(List.of(place), System::nanoTime).run(1))
          .isInstanceOf(IOException.class);
    }
  }
}
