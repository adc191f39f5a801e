package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class PublishTest {
  private static final String EVENTS = "/apps/1/events";
  private TestServer server = TestServer.start();

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

  private void assertRefused(String body, int status, String reason) {
    HttpResponse<String> response = server.post(EVENTS, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"error\":\"")
        .endsWith(",\"code\":" + status + ",\"reason\":\"" + reason + "\"}");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  @Tag("HTTP-007")
  @Tag("HTTP-006")
  @Tag("HTTP-056")
  @Tag("HTTP-057")
  void givenAnEvent_itAnswers200AndAnEmptyObject() {
    HttpResponse<String> response =
        server.post(EVENTS, "{\"name\":\"e\",\"channel\":\"nobody\",\"data\":\"x\"}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }

  @Test
  @Tag("HTTP-040")
  @Tag("HTTP-041")
  void givenChannelAndChannels_channelsWinAndNullIsAsIfMissing() {
    TestConnection a = subscribedTo("a");
    TestConnection b = subscribedTo("b");
    server.publish("{\"name\":\"e\",\"channel\":\"a\",\"channels\":[\"b\"],\"data\":\"1\"}");
    server.publish(
        "{\"name\":\"e\",\"channel\":\"a\",\"channels\":null,\"data\":\"2\",\"socket_id\":null,\"info\":null}");
    assertThat(a.next()).contains("\"data\":\"2\"");
    assertThat(b.next()).contains("\"data\":\"1\"");
    a.hasNothing();
    b.hasNothing();
    assertRefused("{\"name\":\"e\",\"channel\":null,\"data\":\"x\"}", 400, "channel_missing");
  }

  @ParameterizedTest
  @Tag("HTTP-045")
  @Tag("HTTP-044")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"<b>/é\\u2028\\\\\"|<b>/é\u2028\\\\",
        "\"{\\\"n\\\":1.50}\"|{\\\"n\\\":1.50}",
        "\"\"|``",
        "{\"n\": 1.50, \"s\":\"/\"}|{\\\"n\\\": 1.50, \\\"s\\\":\\\"/\\\"}",
        "[1, 2]|[1, 2]",
        "12345678901234567890.10|12345678901234567890.10",
        "true|true"
      })
  void givenData_itIsDeliveredAsItWasSent(String sent, String received) {
    TestConnection connection = subscribedTo("a");
    server.publish("{\"name\":\"e\",\"channel\":\"a\",\"data\":" + sent + "}");
    assertThat(connection.next().replace("\\u2028", "\u2028"))
        .isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"" + received + "\"}");
  }

  @Test
  @Tag("HTTP-042")
  @Tag("HTTP-004")
  void givenUnknownFieldsAndAnyContentType_theyAreIgnored() {
    HttpResponse<String> response =
        server.post(
            EVENTS,
            "{\"name\":\"e\",\"x\":{\"name\":7},\"channel\":\"a\",\"data\":\"x\",\"y\":[[]]}",
            Map.of("Content-Type", "text/plain"));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("HTTP-047")
  void givenAChannelTwice_theEventComesOnce() {
    TestConnection connection = subscribedTo("a");
    server.publish("{\"name\":\"e\",\"channels\":[\"a\",\"a\"],\"data\":\"x\"}");
    assertThat(connection.next()).contains("\"data\":\"x\"");
    connection.hasNothing();
  }

  @ParameterizedTest
  @Tag("HTTP-043")
  @Tag("HTTP-048")
  @Tag("HTTP-049")
  @Tag("HTTP-051")
  @Tag("HTTP-053")
  @Tag("HTTP-054")
  @Tag("HTTP-180")
  @Tag("THR-15")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json|json_invalid",
        "``|json_invalid",
        "[]|json_invalid",
        "{\"name\":\"e\",\"name\":\"f\",\"channel\":\"a\",\"data\":\"x\"}|json_invalid",
        "{\"name\":7,\"channel\":\"a\",\"data\":\"x\"}|json_invalid",
        "{\"name\":\"\\ud800\",\"channel\":\"a\",\"data\":\"x\"}|json_invalid",
        "{\"name\":\"e\",\"channels\":\"a\",\"data\":\"x\"}|json_invalid",
        "{\"name\":\"e\",\"channels\":[7],\"data\":\"x\"}|json_invalid",
        "{\"name\":\"e\",\"channels\":[[\"a\"]],\"data\":\"x\"}|json_invalid",
        "{\"channel\":\"a\",\"data\":\"x\"}|event_name_missing",
        "{\"name\":\"\",\"channel\":\"a\",\"data\":\"x\"}|event_name_missing",
        "{\"name\":\"e\",\"channel\":\"a\"}|event_data_missing",
        "{\"name\":\"e\",\"channel\":\"a\",\"data\":null}|event_data_missing",
        "{\"name\":\"e\",\"data\":\"x\"}|channel_missing",
        "{\"name\":\"e\",\"channels\":[],\"data\":\"x\"}|channel_missing",
        "{\"name\":\"e\",\"channel\":\"\",\"data\":\"x\"}|channel_name_invalid",
        "{\"name\":\"e\",\"channel\":\"a:b\",\"data\":\"x\"}|channel_name_invalid",
        "{\"name\":\"e\",\"channel\":\"a\\n\",\"data\":\"x\"}|channel_name_invalid",
        "{\"name\":\"e\",\"channels\":[\"a\",\"b c\"],\"data\":\"x\"}|channel_name_invalid",
        "{\"name\":\"e\",\"channel\":\"#other\",\"data\":\"x\"}|channel_name_invalid",
        "{\"name\":\"pusher:e\",\"channel\":\"a\",\"data\":\"x\"}|event_name_reserved",
        "{\"name\":\"pusher_internal:e\",\"channel\":\"a\",\"data\":\"x\"}|event_name_reserved",
        "{\"name\":\"e\",\"channels\":[\"a\",\"private-encrypted-b\"],\"data\":\"x\"}|encrypted_multi_channel",
        "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"socket_id\":\"x\"}|socket_id_invalid",
        "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"socket_id\":\"1.2\\n\"}|socket_id_invalid",
        "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"socket_id\":\"\"}|socket_id_invalid"
      })
  void givenABodyThatIsWrong_itSaysWhatAndPublishesNothing(String body, String reason) {
    TestConnection connection = subscribedTo("a");
    assertRefused(body, 400, reason);
    connection.hasNothing();
  }

  @Test
  @Tag("HTTP-046")
  void givenMoreThanAHundredChannels_itPublishesNothing() {
    TestConnection connection = subscribedTo("c0");
    assertThat(server.post(EVENTS, toChannels(100)).statusCode()).isEqualTo(200);
    assertThat(connection.next()).contains("\"channel\":\"c0\"");
    assertRefused(toChannels(101), 400, "too_many_channels");
    connection.hasNothing();
  }

  private static String toChannels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"c" + i + "\"")
        .collect(Collectors.joining(",", "{\"name\":\"e\",\"data\":\"x\",\"channels\":[", "]}"));
  }

  @Test
  @Tag("HTTP-050")
  @Tag("HTTP-052")
  @Tag("LIM-005")
  @Tag("LIM-003")
  void givenNameAndDataAtTheirLimits_theyPassAndOneMoreDoesNot() {
    TestConnection connection = subscribedTo("a");
    String name = "😀".repeat(200);
    String data = "é".repeat(5_120);
    server.publish(event(name, "a", data));
    assertThat(connection.next()).contains(name).contains(data);
    assertRefused(event(name + "n", "a", "x"), 400, "event_name_too_long");
    assertRefused(event("e", "a", data + "x"), 413, "payload_too_large");
    assertRefused(event("e", "a".repeat(201), "x"), 400, "channel_name_invalid");
    connection.hasNothing();
  }

  private static String event(String name, String channel, String data) {
    return "{\"name\":\"%s\",\"channel\":\"%s\",\"data\":\"%s\"}".formatted(name, channel, data);
  }

  @Test
  @Tag("HTTP-053")
  void givenOneEncryptedChannel_itPasses() {
    assertThat(server.post(EVENTS, event("e", "private-encrypted-a", "x")).statusCode())
        .isEqualTo(200);
  }

  @Test
  @Tag("HTTP-054")
  @Tag("THR-17")
  void givenASocketIdThatIsNotConnected_itHasNoEffect() {
    TestConnection connection = subscribedTo("a");
    server.publish("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\",\"socket_id\":\"1.1\"}");
    assertThat(connection.next()).contains("\"data\":\"x\"");
  }

  @Test
  @Tag("HTTP-058")
  void givenAWishForInfo_itAnswersAnEntryForEachDistinctChannel() {
    HttpResponse<String> response =
        server.post(
            EVENTS,
            "{\"name\":\"e\",\"channels\":[\"a\",\"b\",\"a\"],\"data\":\"x\",\"info\":\"user_count\"}");
    assertThat(response.body()).isEqualTo("{\"channels\":{\"a\":{},\"b\":{}}}");
  }

  @ParameterizedTest
  @Tag("HTTP-065")
  @ValueSource(strings = {"client-e", "a b", "é", "pusher", "pushe:r"})
  void givenAnUnusualButFreeName_itPasses(String name) {
    TestConnection connection = subscribedTo("a");
    server.publish(event(name, "a", "x"));
    assertThat(connection.next()).startsWith("{\"event\":\"" + name + "\"");
  }

  @Test
  @Tag("HTTP-066")
  void givenTheEventInTheQueryString_itIsToldThatOnlyTheBodyIsRead() {
    String query =
        "auth_key=app-key&auth_timestamp=%d&auth_version=1.0&channel=a&data=d&name=e"
            .formatted(server.clock().instant().getEpochSecond());
    String signature = TestServer.token("POST\n/apps/1/events\n" + query).substring(8);
    RecordingClient client =
        server.request(
            "POST /apps/1/events?"
                + query
                + "&auth_signature="
                + signature
                + " HTTP/1.1\r\nHost: h",
            "");
    assertThat(client.status()).isEqualTo(400);
    assertThat(client.readBody()).contains("what stands in the query string is not read");
  }

  @Test
  @Tag("HTTP-052")
  @Tag("HTTP-183")
  void givenABodyOverTheLimit_itIsRefusedAndTheAnswerCanBeRead() {
    server.close();
    server =
        TestServer.start(
            "limits: {max_request_bytes: 1, max_event_payload_bytes: 100, max_batch_size: 1}");
    assertRefused(event("e", "a", "x".repeat(101)), 413, "payload_too_large");
    assertRefused(event("e", "a", "x".repeat(1_500_000)), 413, "request_too_large");
  }
}
