package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {
  private static final String EVENTS = "/apps/1/events";
  private static final String BODY = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}";
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private String signedTarget() {
    return EVENTS + "?" + server.query(EVENTS, BODY);
  }

  private String signedHead() {
    return "POST " + signedTarget() + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + BODY.length();
  }

  @Test
  @Tag("HTTP-001")
  void givenPipelinedRequests_theyAreAnsweredInOrderOnOneConnection() {
    TestConnection subscriber = server.connect();
    subscriber.subscribe("a");
    assertThat(subscriber.next()).isEqualTo(succeeded("a"));
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String body = BODY.replace("\"x\"", "\"" + i + "\"");
      bytes
          .append("POST " + EVENTS + "?" + server.query(EVENTS, body))
          .append(" HTTP/1.1\r\nHost: h\r\nX-Request-Id: n" + i)
          .append("\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
    RecordingClient client = RecordingClient.open(server.port());
    client.sendBytes(bytes.toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 20; i++) {
      client.readHead();
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.header("X-Request-Id")).isEqualTo("n" + i);
      assertThat(client.readBody()).isEqualTo("{}");
      assertThat(subscriber.next()).contains("\"data\":\"" + i + "\"");
    }
    client.close();
  }

  @Test
  @Tag("HTTP-002")
  void givenAChunkedBody_itIsRead() {
    String head = "POST " + signedTarget() + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked";
    StringBuilder chunks = new StringBuilder();
    for (int i = 0; i < BODY.length(); i++) {
      chunks.append("1\r\n").append(BODY.charAt(i)).append("\r\n");
    }
    assertThat(server.request(head, chunks + "0\r\n\r\n").status()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-003")
  void givenExpectContinue_itSaysContinueBeforeTheBody() {
    RecordingClient client = server.request(signedHead() + "\r\nExpect: 100-continue", "");
    assertThat(client.status()).isEqualTo(100);
    client.sendBytes(BODY.getBytes(StandardCharsets.UTF_8));
    client.readHead();
    assertThat(client.status()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-003")
  void givenExpectContinueAndABodyThatIsTooLarge_itRefusesAtOnce() {
    RecordingClient client =
        server.request(
            "POST "
                + signedTarget()
                + " HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\nExpect: 100-continue",
            "");
    assertThat(client.status()).isEqualTo(413);
  }

  @Test
  @Tag("HTTP-061")
  void givenAnEventInTheQueryString_itIsRefusedInWords() {
    for (String path : new String[] {EVENTS, "/apps/1/batch_events"}) {
      var response = server.post(path, "");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("query string").endsWith("\"reason\":\"json_invalid\"}");
    }
  }

  @Test
  @Tag("HTTP-005")
  void givenAContentEncoding_itAnswers415() {
    var response = server.post(EVENTS, BODY, Map.of("Content-Encoding", "gzip"));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("\"reason\":\"unsupported_encoding\"");
    assertThat(server.post(EVENTS, BODY, Map.of("Content-Encoding", "identity")).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @Tag("HTTP-008")
  @Tag("HTTP-067")
  @Tag("THR-45")
  @Tag("THR-48")
  @ValueSource(
      strings = {
        "/apps",
        "/apps/1",
        "/apps/1/event",
        "/apps/1/channels/a/events",
        "/apps/1/stats",
        "/metrics",
        "/health",
        "/stats",
        "/usage",
        "/up",
        "/ready",
        "/admin",
        "/actuator",
        "/debug/pprof",
        "/server-status",
        "/.env",
        "/.git/config",
        "/console",
        "/openapi.yaml",
        "/favicon.ico",
        "/robots.txt",
        "/index.html",
        "/pusher/user-auth",
        "/demo"
      })
  void givenAPathOfNobody_itAnswers404WithTheErrorObject(String path) {
    for (String method : new String[] {"GET", "POST"}) {
      RecordingClient client =
          server.request(method + " " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0", "");
      assertThat(client.status()).isEqualTo(404);
      assertThat(client.header("Content-Type")).isEqualTo("application/json");
      assertThat(client.header("Server")).isEmpty();
      assertThat(client.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(client.readBody())
          .isEqualTo(
              "{\"error\":\"There is nothing at this path.\",\"code\":404,\"reason\":\"not_found\"}");
    }
  }

  @Test
  @Tag("HTTP-008")
  void givenAWrongMethod_itAnswers405AndNamesTheRightOne() {
    RecordingClient client = server.request("DELETE " + EVENTS + " HTTP/1.1\r\nHost: h", "");
    assertThat(client.status()).isEqualTo(405);
    assertThat(client.header("Allow")).isEqualTo("POST");
    assertThat(client.readBody()).contains("\"reason\":\"method_not_allowed\"");
  }

  @Test
  @Tag("HTTP-009")
  @Tag("THR-22")
  void givenAnOrigin_theApiSendsNoCorsHeaders() {
    var response = server.post(EVENTS, BODY, Map.of("Origin", "https://a.example"));
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
  }

  @Test
  @Tag("HTTP-012")
  void givenAHeadOverItsLimits_itAnswersAndEnds() {
    RecordingClient line = server.request("GET /" + "a".repeat(9_000) + " HTTP/1.1", "");
    assertThat(line.status()).isEqualTo(414);
    line.awaitEnd();
    RecordingClient large =
        server.request("GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(17_000), "");
    assertThat(large.status()).isEqualTo(431);
    large.awaitEnd();
    RecordingClient many = server.request("GET / HTTP/1.1\r\nHost: h" + "\r\nX: a".repeat(100), "");
    assertThat(many.status()).isEqualTo(431);
    many.awaitEnd();
  }

  @ParameterizedTest
  @Tag("THR-24")
  @ValueSource(
      strings = {
        "Host: h\r\nHost: h",
        "X: y",
        "Host: h\r\nContent-Length: 2\r\nContent-Length: 2",
        "Host: h\r\nContent-Length: 2, 2",
        "Host: h\r\nContent-Length: -1",
        "Host: h\r\nContent-Length: +2",
        "Host: h\r\nContent-Length: 0x2",
        "Host: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
        "Host: h\r\nTransfer-Encoding: gzip",
        "Host: h\r\nTransfer-Encoding: chunked, identity",
        "Host: h\r\nTransfer-Encoding: identity, chunked",
        "Host: h\r\nX : y",
        "Host: h\r\nX: a\u0000b",
        "Host: h\r\n folded: y",
        "Host: h\r\nno colon"
      })
  void givenAHeadThatProxiesReadDifferently_itAnswers400AndEnds(String fields) {
    RecordingClient client =
        server.request("POST " + signedTarget() + " HTTP/1.1\r\n" + fields, "{}");
    assertThat(client.status()).isEqualTo(400);
    assertThat(client.readBody()).startsWith("{\"error\":");
    client.awaitEnd();
  }

  @ParameterizedTest
  @Tag("THR-24")
  @Tag("THR-29")
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002",
        "GET",
        "GET  / HTTP/1.1",
        "GET / HTTP/2.0",
        "GET / SPDY/1",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "GET /a\tb HTTP/1.1"
      })
  void givenBytesThatAreNoRequest_itAnswersOrEnds(String bytes) {
    RecordingClient client = RecordingClient.open(server.port());
    client.sendBytes(
        (bytes + "\r\nHost: h\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    client.awaitEnd();
    client.close();
    assertThat(server.post(EVENTS, BODY).statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-011")
  void givenADrainingNode_itAnswers503AndEndsTheConnection() {
    server.server().drain();
    var response = server.post(EVENTS, BODY);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("\"reason\":\"shutting_down\"");
    assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(server.request("GET /readyz HTTP/1.1\r\nHost: h", "").status()).isEqualTo(503);
    assertThat(server.request("GET /healthz HTTP/1.1\r\nHost: h", "").status()).isEqualTo(200);
  }

  @Test
  void givenAServerThatIsReady_itSaysSoInOneWord() {
    RecordingClient ready = server.request("GET /readyz HTTP/1.1\r\nHost: h", "");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.readBody()).isEqualTo("ready");
    RecordingClient alive = server.request("GET /healthz HTTP/1.1\r\nHost: h", "");
    assertThat(alive.readBody()).isEqualTo("alive");
  }

  @Test
  @Tag("HTTP-181")
  void givenARequestId_itIsEchoedWhenItIsHarmless() {
    for (String bad : new String[] {"a b", "x".repeat(65), "<"}) {
      var response = server.post(EVENTS, BODY, Map.of("X-Request-Id", bad));
      assertThat(response.headers().firstValue("X-Request-Id")).isPresent().get().isNotEqualTo(bad);
    }
    var response = server.post(EVENTS, BODY, Map.of("X-Request-Id", "a-1.b_2"));
    assertThat(response.headers().firstValue("X-Request-Id")).hasValue("a-1.b_2");
  }

  @Test
  void givenHttp10_itAnswersAndEnds() {
    RecordingClient client = server.request("GET /readyz HTTP/1.0", "");
    assertThat(client.status()).isEqualTo(200);
    client.awaitEnd();
  }
}
