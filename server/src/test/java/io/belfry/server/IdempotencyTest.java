package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class IdempotencyTest {
  private static final String EVENTS = "/apps/1/events";
  private static final String BATCH = "/apps/1/batch_events";
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final Map<String, String> KEY = Map.of("X-Idempotency-Key", "k");
  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private TestConnection subscribed() {
    TestConnection connection = server.connect();
    connection.subscribe("a");
    assertThat(connection.next()).isEqualTo(succeeded("a"));
    return connection;
  }

  private static String event(String data) {
    return "{\"name\":\"e\",\"channel\":\"a\",\"data\":\""
        + data
        + "\",\"info\":\"subscription_count\"}";
  }

  private static void assertConflict(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body()).endsWith("\"code\":409,\"reason\":\"idempotency_conflict\"}");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("one-node")
  void givenARepetition_itIsAnsweredFromMemoryAndPublishedOnce() {
    TestConnection connection = subscribed();
    HttpResponse<String> first = server.post(EVENTS, event("1"), KEY);
    subscribed();
    HttpResponse<String> second = server.post(EVENTS, event("1"), KEY);
    assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
    assertThat(second.headers().firstValue(REPLAYED)).hasValue("true");
    assertThat(second.body())
        .isEqualTo(first.body())
        .isEqualTo("{\"channels\":{\"a\":{\"subscription_count\":1}}}");
    assertThat(connection.next()).contains("\"data\":\"1\"");
    connection.hasNothing();
  }

  @Test
  @Tag("HTTP-090")
  void givenAKeyInTheBodyOfABatch_itCountsToo() {
    TestConnection connection = subscribed();
    String body =
        "{\"idempotency_key\":\"k\",\"batch\":[{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}]}";
    server.post("/apps/1/batch_events", body);
    HttpResponse<String> second = server.post("/apps/1/batch_events", body);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue(REPLAYED)).hasValue("true");
    assertThat(connection.next()).contains("\"data\":\"x\"");
    connection.hasNothing();
  }

  @Test
  @Tag("HTTP-090")
  @Tag("one-node")
  void givenTheTimeIsOver_theKeyIsForgotten() {
    TestConnection connection = subscribed();
    server.post(EVENTS, event("1"), KEY);
    server.clock().advance(Duration.ofSeconds(119));
    assertThat(server.post(EVENTS, event("1"), KEY).headers().firstValue(REPLAYED))
        .hasValue("true");
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(server.post(EVENTS, event("1"), KEY).headers().firstValue(REPLAYED)).isEmpty();
    assertThat(connection.next()).contains("\"data\":\"1\"");
    assertThat(connection.next()).contains("\"data\":\"1\"");
  }

  @Test
  @Tag("HTTP-091")
  void givenTheSameKeyForAnotherRequest_itIsAConflict() {
    TestConnection connection = subscribed();
    server.post(EVENTS, event("1"), KEY);
    assertConflict(server.post(EVENTS, event("2"), KEY));
    assertConflict(server.post("/apps/1/batch_events", "{\"batch\":[]}", KEY));
    assertThat(connection.next()).contains("\"data\":\"1\"");
    connection.hasNothing();
  }

  @ParameterizedTest
  @Tag("HTTP-092")
  @ValueSource(
      strings = {
        "{\"name\":\"e\",\"channel\":\"a\"}",
        "{\"name\":\"e\",\"channels\":[\"a\",\"private-encrypted-b\"],\"data\":\"x\"}",
        "not json"
      })
  void givenARefusedRequest_itsKeyIsStillFree(String wrong) {
    TestConnection connection = subscribed();
    assertThat(server.post(EVENTS, wrong, KEY).statusCode()).isEqualTo(400);
    HttpResponse<String> right = server.post(EVENTS, event("1"), KEY);
    assertThat(right.statusCode()).isEqualTo(200);
    assertThat(right.headers().firstValue(REPLAYED)).isEmpty();
    assertThat(connection.next()).contains("\"data\":\"1\"");
  }

  @Test
  @Tag("HTTP-092")
  @Tag("one-node")
  void givenARequestThatWasTooFast_itsKeyIsStillFree() {
    server.close();
    server = TestServer.start("limits: {backend_events_per_second: 1}");
    assertThat(server.post(EVENTS, event("1")).statusCode()).isEqualTo(200);
    assertThat(server.post(EVENTS, event("2"), KEY).statusCode()).isEqualTo(429);
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(server.post(EVENTS, event("2"), KEY).headers().firstValue(REPLAYED)).isEmpty();
    assertThat(server.post(EVENTS, event("2"), KEY).headers().firstValue(REPLAYED))
        .hasValue("true");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("LIM-004")
  void givenAKeyOfTheWrongLengthOrWithHalfACharacter_itIsRefused() {
    String longest = "k".repeat(128);
    assertThat(server.post(EVENTS, event("1"), Map.of("X-Idempotency-Key", longest)).statusCode())
        .isEqualTo(200);
    for (String key : new String[] {longest + "k", "", "k\\ud800"}) {
      String body =
          "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"idempotency_key\":\"" + key + "\"}";
      HttpResponse<String> response = server.post(EVENTS, body);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).endsWith("\"reason\":\"idempotency_key_invalid\"}");
    }
  }

  @Test
  @Tag("HTTP-090")
  @Tag("one-node")
  void givenIdempotencySwitchedOffOrAnotherTime_theSettingsCount() {
    server.close();
    server = TestServer.start("idempotency: {enabled: false}");
    server.post(EVENTS, event("1"), KEY);
    assertThat(server.post(EVENTS, event("2"), KEY).statusCode()).isEqualTo(200);
    server.close();
    server = TestServer.start("idempotency: {ttl_seconds: 1}");
    server.post(EVENTS, event("1"), KEY);
    assertConflict(server.post(EVENTS, event("2"), KEY));
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(server.post(EVENTS, event("2"), KEY).statusCode()).isEqualTo(200);
  }

  private static String element(String data, String key, String more) {
    return "{\"name\":\"e\",\"channel\":\"a\",\"data\":\""
        + data
        + "\",\"idempotency_key\":\""
        + key
        + "\""
        + more
        + "}";
  }

  private HttpResponse<String> batch(String... elements) {
    return server.post(BATCH, "{\"batch\":[" + String.join(",", elements) + "]}");
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-074")
  @Tag("one-node")
  void givenAKeyOfAnElement_thatElementGoesOutOnceWhateverItComesWith() {
    TestConnection connection = subscribed();
    String counted = ",\"info\":\"subscription_count\"";
    HttpResponse<String> first = batch(element("1", "k1", counted), element("2", "k2", ""));
    assertThat(first.body()).isEqualTo("{\"batch\":[{\"subscription_count\":1},{}]}");
    assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
    assertThat(connection.next()).contains("\"data\":\"1\"");
    assertThat(connection.next()).contains("\"data\":\"2\"");
    subscribed();
    HttpResponse<String> mixed = batch(element("1", "k1", counted), element("3", "k3", counted));
    assertThat(mixed.body())
        .isEqualTo("{\"batch\":[{\"subscription_count\":1},{\"subscription_count\":2}]}");
    assertThat(mixed.headers().firstValue(REPLAYED)).isEmpty();
    HttpResponse<String> again = batch(element("2", "k2", ""), element("1", "k1", counted));
    assertThat(again.body()).isEqualTo("{\"batch\":[{},{\"subscription_count\":1}]}");
    assertThat(again.headers().firstValue(REPLAYED)).hasValue("true");
    assertThat(connection.next()).contains("\"data\":\"3\"");
    connection.hasNothing();
  }

  @Test
  @Tag("HTTP-090")
  void givenAnElementTwiceInOneBatch_itGoesOutOnce() {
    TestConnection connection = subscribed();
    assertThat(batch(element("1", "k", ""), element("1", "k", "")).body()).isEqualTo("{}");
    assertThat(connection.next()).contains("\"data\":\"1\"");
    connection.hasNothing();
  }

  @Test
  @Tag("HTTP-091")
  @Tag("HTTP-071")
  @Tag("HTTP-092")
  void givenAKeyOfAnElementThatWasUsedForAnother_theBatchIsRefusedAndItsOtherKeysStayFree() {
    TestConnection connection = subscribed();
    assertThat(batch(element("1", "k", "")).statusCode()).isEqualTo(200);
    assertThat(connection.next()).contains("\"data\":\"1\"");
    for (HttpResponse<String> response :
        List.of(
            batch(element("x", "free", ""), element("2", "k", "")),
            batch(element("x", "free", ""), element("y", "free", "")))) {
      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(response.body()).endsWith("\"reason\":\"idempotency_conflict\",\"index\":1}");
    }
    assertThat(server.post(EVENTS, event("1"), KEY).statusCode()).isEqualTo(409);
    connection.hasNothing();
    assertThat(batch(element("3", "free", "")).statusCode()).isEqualTo(200);
    assertThat(connection.next()).contains("\"data\":\"3\"");
  }

  @Test
  @Tag("HTTP-092")
  @Tag("one-node")
  void givenABatchThatWasTooFast_theKeysOfItsElementsAreStillFree() {
    server.close();
    server = TestServer.start("limits: {backend_events_per_second: 1}");
    assertThat(server.post(EVENTS, event("0")).statusCode()).isEqualTo(200);
    assertThat(batch(element("1", "k", "")).statusCode()).isEqualTo(429);
    server.clock().advance(Duration.ofSeconds(1));
    HttpResponse<String> response = batch(element("2", "k", ""));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue(REPLAYED)).isEmpty();
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-076")
  @Tag("LIM-004")
  void givenAKeyOfTheWrongLengthInAnElement_theBatchIsRefused() {
    String longest = "k".repeat(128);
    assertThat(batch(element("1", longest, "")).statusCode()).isEqualTo(200);
    for (String key : new String[] {longest + "k", ""}) {
      HttpResponse<String> response = batch(element("1", "a", ""), element("1", key, ""));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).endsWith("\"reason\":\"idempotency_key_invalid\",\"index\":1}");
    }
  }
}
