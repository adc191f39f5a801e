package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.node.MachineLoad;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static HttpResponse<String> send(TestServer server, HttpRequest.Builder request) {
    return server.send(request.build());
  }

  private static HttpRequest.Builder to(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  @Test
  @Tag("THR-45")
  void givenNoOperationsPort_thereIsNone() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.server().operationsAddress()).isEmpty();
    }
  }

  @Test
  @Tag("THR-45")
  void givenAnOperationsPort_itIsOnTheLoopbackAddressAndServesItsPagesOnly() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      Api api = new Api(server);
      assertThat(server.server().operationsAddress().orElseThrow().getAddress().isLoopbackAddress())
          .isTrue();
      assertThat(api.page("/metrics").statusCode()).isEqualTo(200);
      assertThat(api.page("/openapi.yaml").body()).startsWith("openapi: 3.1");
      assertThat(api.page("/healthz").body()).isEqualTo("alive");
      assertThat(api.page("/readyz").body()).isEqualTo("ready");
      for (String path : new String[] {"/", "/apps/1/channels", "/app/app-key", "/metrics/"}) {
        assertThat(api.page(path).statusCode()).isEqualTo(404);
      }
      int port = server.server().operationsAddress().orElseThrow().getPort();
      HttpResponse<String> wrong =
          send(server, to(port, "/metrics").POST(HttpRequest.BodyPublishers.noBody()));
      assertThat(wrong.statusCode()).isEqualTo(405);
      assertThat(wrong.headers().firstValue("Allow")).hasValue("GET, HEAD");
      RecordingClient upgrade = RecordingClient.open(port);
      upgrade.sendBytes(
          ("GET /app/app-key HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      upgrade.readHead();
      assertThat(upgrade.status()).isEqualTo(404);
      upgrade.close();
    }
  }

  @Test
  @Tag("THR-43")
  @Tag("HTTP-036")
  void givenTraffic_theMetricsCountItWithAppsAndFixedWordsOnly() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      Api api = new Api(server);
      TestServer.TestConnection connection = server.signedIn("some-user");
      connection.subscribe("some-channel");
      connection.next();
      server.publish("{\"name\":\"e\",\"channel\":\"some-channel\",\"data\":\"x\"}");
      connection.next();
      api.get("/apps/nobodys-app/channels");
      send(server, to(server.port(), "/apps/1/channels?auth_key=x").GET());
      String page = api.page("/metrics").body();
      assertThat(page)
          .contains("belfry_connections{app=\"1\"} 1.0")
          .contains("belfry_connections_opened_total{app=\"1\"} 1.0")
          .contains("belfry_events_published_total{app=\"1\"} 1.0")
          .contains("belfry_api_refusals_total{app=\"unknown\",reason=\"app_not_found\"} 1.0")
          .contains("belfry_api_refusals_total{app=\"1\",reason=\"auth_param_missing\"} 1.0")
          .contains("belfry_signins_total{app=\"1\",outcome=\"accepted\",reason=\"signed_in\"} 1.0")
          .contains("belfry_users{app=\"1\"} 1.0")
          .contains("belfry_channels{app=\"1\"} 1.0")
          .contains("belfry_subscriptions{app=\"1\"} 1.0")
          .contains("belfry_delivery_delay_seconds_count 1")
          .contains("belfry_messages_received_total 2.0")
          .contains("belfry_messages_sent_total 4.0")
          .contains("belfry_ready 1.0")
          .contains("jvm_memory_used_bytes")
          .doesNotContain("some-user", "some-channel", "nobodys-app", "127.0.0.1");
    }
  }

  @Test
  @Tag("HTTP-013")
  void givenAPortForTheApi_theApiIsThereAndNowhereElse() {
    try (TestServer server = Api.serve(", api_port: 0", "", "name: one")) {
      Api api = new Api(server);
      int apiPort = server.server().apiAddress().getPort();
      assertThat(apiPort).isNotEqualTo(server.port());
      server.connect().hasNothing();
      assertThat(api.get("/apps/1/channels").statusCode()).isEqualTo(200);
      String path = "/apps/1/channels?" + api.query("GET", "/apps/1/channels", "");
      assertThat(send(server, to(server.port(), path)).statusCode()).isEqualTo(404);
      for (int port : new int[] {apiPort, server.port()}) {
        assertThat(send(server, to(port, "/readyz")).body()).isEqualTo("ready");
      }
      RecordingClient upgrade = RecordingClient.open(apiPort);
      upgrade.sendBytes(
          ("GET /app/app-key HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      upgrade.readHead();
      assertThat(upgrade.status()).isEqualTo(404);
      upgrade.close();
    }
  }

  @Test
  @Tag("HTTP-013")
  void givenAnApiPortThatIsTaken_nothingIsStarted() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      String yaml = Api.yaml(", api_port: " + server.port(), "", "name: one");
      assertThatThrownBy(() -> BelfryServer.start(Api.config(yaml)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot listen");
    }
  }

  @Test
  @Tag("HTTP-009")
  @Tag("THR-22")
  void givenAllowedOrigins_thosePagesAndNoOthersMayCall() {
    try (TestServer server =
        Api.serve(", api_allowed_origins: [\"https://a.example\"]", "", "name: one")) {
      Api api = new Api(server);
      HttpResponse<String> allowed =
          send(
              server,
              api.request("GET", "/apps/1/channels", "").header("Origin", "https://a.example"));
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValue("https://a.example");
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(allowed.headers().firstValue("Vary")).hasValue("Origin");
      HttpResponse<String> other =
          send(
              server,
              api.request("GET", "/apps/1/channels", "").header("Origin", "https://b.example"));
      assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(preflight(server, "https://a.example").statusCode()).isEqualTo(200);
      assertThat(preflight(server, "https://b.example").statusCode()).isEqualTo(405);
    }
    try (TestServer server = TestServer.start()) {
      assertThat(preflight(server, "https://a.example").statusCode()).isEqualTo(405);
    }
  }

  private static HttpResponse<String> preflight(TestServer server, String origin) {
    return send(
        server,
        to(server.port(), "/apps/1/events")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST"));
  }

  @Test
  @Tag("THR-38")
  void givenAMachineThatIsTooFull_newcomersAreSentAwayAndTheOthersServed() throws Exception {
    AtomicReference<MachineLoad> load = new AtomicReference<>(MachineLoad.NONE);
    Semaphore looks = new Semaphore(0);
    ManualClock clock = new ManualClock();
    Supplier<MachineLoad> machine =
        () -> {
          looks.release();
          return load.get();
        };
    try (TestServer server =
        TestServer.with(
            clock,
            Api.config(Api.yaml("", "", "name: one")),
            parts -> parts.machineLoad(machine))) {
      TestServer.TestConnection early = server.connect();
      load.set(new MachineLoad(0.86, 0, 0));
      look(clock, looks);
      assertThat(send(server, to(server.port(), "/readyz")).statusCode()).isEqualTo(503);
      assertThat(send(server, to(server.port(), "/healthz")).statusCode()).isEqualTo(200);
      assertThat(new Api(server).page("/health").body())
          .matches(
              "\\{\"state\":\"overloaded\",\"since_ms\":17672256[0-9]{5},\"reasons\":\\[\"heap\"],"
                  + "\"connections\":1,\"load\":\\{\"heap\":0.86,\"direct_memory\":0.0,\"descriptors\":0.0},"
                  + "\"webhooks\":\\{\"store\":\"none\"},\"audit\":\\{\"state\":\"off\",\"dropped\":0}}");
      // As soketi calls it, for the probes of movers; strangers see one word less.
      assertThat(new Api(server).page("/accept-traffic").statusCode()).isEqualTo(503);
      assertThat(send(server, to(server.port(), "/accept-traffic")).statusCode()).isEqualTo(404);
      assertThat(server.open("/app/app-key").next())
          .isEqualTo(TestServer.error(4100, "Over capacity"));
      early.hasNothing();
      server.publish("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}");
      load.set(new MachineLoad(0.85, 0.85, 0.9));
      look(clock, looks);
      server.connect().hasNothing();
      assertThat(new Api(server).page("/accept-traffic").body()).isEqualTo("ready");
    }
  }

  // The second look proves that what the first one saw has taken effect.
  private static void look(ManualClock clock, Semaphore looks) throws InterruptedException {
    looks.drainPermits();
    int seen = 0;
    for (int i = 0; i < 100 && seen < 2; i++) {
      clock.advance(Duration.ofSeconds(1));
      seen += looks.tryAcquire(200, TimeUnit.MILLISECONDS) ? 1 : 0;
    }
    assertThat(seen).isEqualTo(2);
  }
}
