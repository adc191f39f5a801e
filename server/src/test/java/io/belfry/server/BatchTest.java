package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class BatchTest {
  private static final String BATCH = "/apps/1/batch_events";
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private TestConnection subscribedTo(String channel) {
    TestConnection connection = server.connect();
    connection.subscribe(channel);
    assertThat(connection.next()).isEqualTo(succeeded(channel));
    return connection;
  }

  private static String event(String channel, String data) {
    return "{\"channel\":\"%s\",\"name\":\"e\",\"data\":\"%s\"}".formatted(channel, data);
  }

  private static String batch(String... elements) {
    return "{\"batch\":[" + String.join(",", elements) + "]}";
  }

  private static String frame(String channel, String data) {
    return "{\"event\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
  }

  @Test
  @Tag("HTTP-073")
  @Tag("HTTP-074")
  void givenABatch_eachSubscriberGetsItsEventsInTheOrderOfTheArray() {
    TestConnection a = subscribedTo("a");
    TestConnection b = subscribedTo("b");
    for (int round = 0; round < 50; round++) {
      HttpResponse<String> response =
          server.post(
              BATCH,
              batch(
                  event("a", round + ".1"),
                  event("b", round + ".2"),
                  event("a", round + ".3"),
                  event("a", round + ".4"),
                  event("b", round + ".5")));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{}");
      assertThat(a.next()).isEqualTo(frame("a", round + ".1"));
      assertThat(a.next()).isEqualTo(frame("a", round + ".3"));
      assertThat(a.next()).isEqualTo(frame("a", round + ".4"));
      assertThat(b.next()).isEqualTo(frame("b", round + ".2"));
      assertThat(b.next()).isEqualTo(frame("b", round + ".5"));
    }
    a.hasNothing();
    b.hasNothing();
  }

  @ParameterizedTest
  @Tag("HTTP-071")
  @Tag("HTTP-072")
  @Tag("HTTP-076")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"channel\":\"b\",\"data\":\"x\"}|400|event_name_missing",
        "{\"channel\":\"b\",\"name\":\"e\"}|400|event_data_missing",
        "{\"name\":\"e\",\"data\":\"x\"}|400|channel_missing",
        "{\"channel\":\"b:\",\"name\":\"e\",\"data\":\"x\"}|400|channel_name_invalid",
        "{\"channel\":\"#server-to-user-\",\"name\":\"e\",\"data\":\"x\"}|400|user_id_invalid",
        "{\"channel\":\"b\",\"name\":\"pusher:e\",\"data\":\"x\"}|400|event_name_reserved",
        "{\"channel\":\"b\",\"name\":\"e\",\"data\":\"x\",\"socket_id\":\"1\"}|400|socket_id_invalid",
        "{\"channels\":[\"b\",\"c\"],\"name\":\"e\",\"data\":\"x\"}|400|batch_multi_channel",
        "{\"channel\":\"b\",\"name\":\"e\",\"data\":\"x\",\"name\":\"f\"}|400|json_invalid",
        "{\"channel\":\"b\",\"name\":7,\"data\":\"x\"}|400|json_invalid",
        "\"b\"|400|json_invalid",
        "[]|400|json_invalid",
        "null|400|json_invalid"
      })
  void givenOneBadElement_itNamesItsIndexAndPublishesNothing(
      String element, int status, String reason) {
    TestConnection a = subscribedTo("a");
    HttpResponse<String> response = server.post(BATCH, batch(event("a", "1"), element));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .endsWith(",\"code\":" + status + ",\"reason\":\"" + reason + "\",\"index\":1}");
    a.hasNothing();
  }

  @Test
  @Tag("HTTP-052")
  @Tag("HTTP-076")
  void givenAnElementWithTooMuchData_itIsAnswered413WithItsIndex() {
    HttpResponse<String> response =
        server.post(BATCH, batch(event("a", "1"), event("a", "x".repeat(10_241))));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).endsWith("\"reason\":\"payload_too_large\",\"index\":1}");
  }

  @Test
  @Tag("HTTP-070")
  @Tag("LIM-004")
  void givenABatchOverItsLimit_itPublishesNothing() {
    TestConnection connection = subscribedTo("a");
    assertThat(server.post(BATCH, ofSize(10)).statusCode()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(connection.next()).isEqualTo(frame("a", Integer.toString(i)));
    }
    HttpResponse<String> response = server.post(BATCH, ofSize(11));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).endsWith("\"code\":400,\"reason\":\"batch_too_large\"}");
    connection.hasNothing();
  }

  private static String ofSize(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> event("a", Integer.toString(i)))
        .collect(Collectors.joining(",", "{\"batch\":[", "]}"));
  }

  @Test
  @Tag("LIM-006")
  void givenAFullBatchOfTheLargestPayloadsEscapedInFull_itFits() {
    String data = "\\u0001".repeat(10_240);
    String[] elements = new String[10];
    java.util.Arrays.fill(elements, event("a", data));
    assertThat(server.post(BATCH, batch(elements)).statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-072")
  void givenAnElementWithAListOfOneChannel_itPasses() {
    TestConnection a = subscribedTo("a");
    String element = "{\"channels\":[\"a\"],\"name\":\"e\",\"data\":\"x\"}";
    assertThat(server.post(BATCH, batch(element)).statusCode()).isEqualTo(200);
    assertThat(a.next()).isEqualTo(frame("a", "x"));
  }

  @Test
  @Tag("HTTP-075")
  void givenAnEmptyBatch_itSucceeds() {
    HttpResponse<String> response = server.post(BATCH, "{\"batch\":[]}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @Tag("HTTP-075")
  @ValueSource(strings = {"{}", "{\"batch\":null}", "{\"batch\":{}}", "{\"batch\":\"x\"}"})
  void givenNoArray_itIsMissing(String body) {
    HttpResponse<String> response = server.post(BATCH, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).endsWith("\"reason\":\"batch_missing\"}");
  }

  @ParameterizedTest
  @Tag("HTTP-061")
  @ValueSource(
      strings = {
        "[]",
        "x",
        "",
        "{\"batch\":[],\"batch\":[]}",
        "{\"batch\":[",
        "{\"batch\":[{\"channel\":\"a\",\"name\":\"e\",\"data\":\"x\"}",
        "{\"batch\":[]} x",
        "{\"batch\":[],\"idempotency_key\":7}"
      })
  void givenABodyThatIsNoObject_itIsInvalid(String body) {
    TestConnection a = subscribedTo("a");
    HttpResponse<String> response = server.post(BATCH, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).endsWith("\"reason\":\"json_invalid\"}");
    a.hasNothing();
  }

  @Test
  @Tag("HTTP-074")
  @Tag("HTTP-059")
  @Tag("one-node")
  void givenInfoInSomeElements_itAnswersAnObjectForEach() {
    subscribedTo("a");
    subscribedTo("a");
    String asking =
        "{\"channel\":\"a\",\"name\":\"e\",\"data\":\"1\",\"info\":\"subscription_count,user_count\"}";
    HttpResponse<String> response =
        server.post(
            BATCH, batch(asking, event("b", "2"), asking.replace("\"a\"", "\"presence-c\"")));
    assertThat(response.body())
        .isEqualTo(
            "{\"batch\":[{\"subscription_count\":2},{},"
                + "{\"user_count\":0,\"subscription_count\":0}]}");
  }

  @Test
  @Tag("HTTP-077")
  void givenDifferentEncryptedChannels_theyPass() {
    String body = batch(event("private-encrypted-a", "1"), event("private-encrypted-b", "2"));
    assertThat(server.post(BATCH, body).statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-055")
  @Tag("HTTP-080")
  void givenASocketIdInAnElement_onlyThatElementLeavesItOut() {
    TestConnection alice = server.signedIn("alice");
    alice.subscribe("a");
    assertThat(alice.next()).isEqualTo(succeeded("a"));
    String excluding =
        "{\"channel\":\"a\",\"name\":\"e\",\"data\":\"1\",\"socket_id\":\""
            + alice.socketId()
            + "\"}";
    server.post(BATCH, batch(excluding, event("a", "2")));
    assertThat(alice.next()).isEqualTo(frame("a", "2"));
    server.post(BATCH, batch(event("#server-to-user-alice", "3")));
    assertThat(alice.next()).isEqualTo(frame("#server-to-user-alice", "3"));
    alice.hasNothing();
  }
}
