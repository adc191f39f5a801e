package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final String EVENTS = "/apps/1/events";
  private static final String BATCH = "/apps/1/batch_events";

  private static String event(String channels) {
    return "{\"name\":\"e\",\"channels\":[" + channels + "],\"data\":\"x\"}";
  }

  private static void assertTooFast(HttpResponse<String> response, String wait, String left) {
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.body()).endsWith("\"code\":429,\"reason\":\"rate_limited\"}");
    assertThat(response.headers().firstValue("Retry-After")).hasValue(wait);
    assertThat(response.headers().firstValue("X-RateLimit-Limit")).hasValue("5");
    assertThat(response.headers().firstValue("X-RateLimit-Remaining")).hasValue(left);
  }

  @Test
  @Tag("LIM-010")
  @Tag("LIM-011")
  @Tag("LIM-004")
  @Tag("LIM-017")
  void givenEventsBeyondTheirRate_theRequestIsRefusedWholeAndCostsNothing() {
    try (TestServer server = Api.serve("", "", "limits: {backend_events_per_second: 5}")) {
      Api api = new Api(server);
      assertThat(api.post(EVENTS, event("\"a\",\"b\",\"b\"")).statusCode()).isEqualTo(200);
      String two =
          "{\"batch\":[{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\"},"
              + "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\"}]}";
      assertThat(api.post(BATCH, two).statusCode()).isEqualTo(200);
      assertTooFast(api.post(EVENTS, event("\"a\",\"b\"")), "1", "1");
      assertTooFast(api.post(BATCH, two), "1", "1");
      assertThat(api.post(EVENTS, event("\"a\"")).statusCode()).isEqualTo(200);
      assertTooFast(api.post(EVENTS, event("\"a\"")), "1", "0");
      assertThat(api.refusals("backend_events_per_second")).isEqualTo(3);
      server.clock().advance(Duration.ofMillis(400));
      assertThat(api.post(BATCH, two).statusCode()).isEqualTo(200);
      assertTooFast(api.post(EVENTS, event("\"a\"")), "1", "0");
      assertThat(api.get("/apps/1/channels").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("LIM-002")
  @Tag("LIM-010")
  void givenARateOfNone_everyEventIsRefusedAndAnEmptyBatchIsNot() {
    try (TestServer server = Api.serve("", "backend_events_per_second: 0", "name: one")) {
      Api api = new Api(server);
      assertThat(api.post(EVENTS, event("\"a\"")).statusCode()).isEqualTo(429);
      assertThat(api.post(BATCH, "{\"batch\":[]}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Tag("LIM-011")
  @Tag("LIM-012")
  @Tag("LIM-004")
  void givenQueriesBeyondTheirRate_theyAreRefusedUntilTimeHasPassed() {
    try (TestServer server = Api.serve("", "read_requests_per_second: 5", "name: one")) {
      Api api = new Api(server);
      for (int i = 0; i < 5; i++) {
        assertThat(api.get("/apps/1/channels").statusCode()).isEqualTo(200);
      }
      assertTooFast(api.get("/apps/1/connections"), "1", "0");
      assertThat(api.post(EVENTS, event("\"a\"")).statusCode()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        server.clock().advance(Duration.ofMillis(200));
        assertThat(api.get("/apps/1/channels/a").statusCode()).isEqualTo(200);
      }
      assertThat(api.refusals("read_requests_per_second")).isEqualTo(1);
    }
  }

  @Test
  @Tag("LIM-013")
  void givenNoConfiguration_aBusyCallerNeverSees429() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      Api api = new Api(server);
      for (int i = 0; i < 300; i++) {
        assertThat(api.post(EVENTS, event("\"a\"")).statusCode()).isEqualTo(200);
        assertThat(api.get("/apps/1/channels").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  @Tag("LIM-011")
  @Tag("LIM-017")
  @Tag("LIM-004")
  void givenAnAddressThatConnectsTooFast_itsHandshakeIsAnswered429() {
    try (TestServer server = Api.serve(", connect_rate_per_address: 3", "", "name: one")) {
      for (int i = 0; i < 3; i++) {
        server.connect();
      }
      RecordingClient refused =
          server.request(
              "GET /app/app-key HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
              "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(refused.readBody()).endsWith("\"code\":429,\"reason\":\"rate_limited\"}");
      refused.awaitEnd();
      assertThat(new Api(server).refusals("server.connect_rate_per_address")).isEqualTo(1);
      assertThat(new Api(server).get("/apps/1/channels").statusCode()).isEqualTo(200);
      server.clock().advance(Duration.ofMillis(334));
      server.connect().hasNothing();
    }
  }
}
