package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/** Bodies, queries and heads made of the pieces of right ones: every one is answered in words. */
@Tag("THR-29")
class ApiFuzzTest {
  private static final TestServer SERVER = TestServer.start();

  @AfterContainer
  static void stop() {
    SERVER.close();
  }

  private static Arbitrary<String> pieces(String... pieces) {
    return Arbitraries.of(pieces).list().ofMaxSize(25).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> bodies() {
    return pieces(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"batch\":[",
        "{\"name\":\"e\",",
        "\"channel\":\"a\",",
        "\"channels\":[\"a\"]",
        "\"data\":\"x\"}",
        "\"data\":{\"n\":1e99}",
        "null",
        "\\ud800",
        "\u0000",
        "😀",
        "1",
        "\"info\":\"user_count\"",
        "\"socket_id\":\"1.2\"",
        " ",
        "\"idempotency_key\":\"k\"");
  }

  @Provide
  Arbitrary<String> wrapped() {
    return bodies()
        .map(body -> "{\"batch\":[{\"channel\":\"a\",\"name\":\"e\",\"data\":" + body + "}]}");
  }

  @Property(tries = 400, seed = "7")
  @Tag("HTTP-061")
  @Tag("HTTP-071")
  void givenAnyBodyOfABatch_itIsTakenOrRefusedInWords(@ForAll("bodies") String body) {
    assertAnswered(SERVER.post("/apps/1/batch_events", body), List.of(200, 400, 401, 413));
  }

  @Property(tries = 400, seed = "8")
  @Tag("HTTP-061")
  @Tag("HTTP-044")
  void givenAnyDataInABatch_itIsTakenOrRefusedInWords(@ForAll("wrapped") String body) {
    assertAnswered(SERVER.post("/apps/1/batch_events", body), List.of(200, 400, 401, 413));
  }

  private static void assertAnswered(HttpResponse<String> response, List<Integer> statuses) {
    assertThat(response.statusCode()).isIn(statuses);
    assertThat(response.body()).startsWith("{").endsWith("}");
  }

  @Provide
  Arbitrary<String> queries() {
    return pieces(
        "auth_key=app-key",
        "auth_timestamp=1",
        "auth_version=1.0",
        "auth_signature=00",
        "body_md5=",
        "&",
        "=",
        "%",
        "%2",
        "%41",
        "%ff",
        "+",
        "info[0]=a",
        "info=a",
        "[]",
        "filter_by_prefix=x",
        "auth_key",
        "A",
        "?",
        "/",
        "~");
  }

  @Property(tries = 400, seed = "9")
  @Tag("HTTP-030")
  void givenAnyQuery_itIsRefusedInWords(@ForAll("queries") String query) {
    RecordingClient client =
        SERVER.request("GET /apps/1/channels?" + query + " HTTP/1.1\r\nHost: h", "");
    assertThat(client.status()).isIn(401, 414);
    assertThat(client.readBody()).startsWith("{\"error\":\"").contains("\"reason\":\"");
    client.close();
  }

  @Provide
  Arbitrary<String> heads() {
    return pieces(
        "GET /apps/1/channels HTTP/1.1\r\n",
        "POST ",
        "/apps/1/events ",
        "/",
        " ",
        "HTTP/1.1\r\n",
        "HTTP/1.0\r\n",
        "HTTP/2.0\r\n",
        "Host: h\r\n",
        "Content-Length: 3\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "\r\n",
        "\n",
        "\r",
        ":",
        "\u0000",
        "Expect: 100-continue\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "abc",
        "3\r\nabc\r\n0\r\n\r\n");
  }

  @Property(tries = 400, seed = "10")
  @Tag("THR-24")
  void givenAnyHead_itIsAnsweredOrPassedOverAndOthersAreServed(@ForAll("heads") String head) {
    RecordingClient client = RecordingClient.open(SERVER.port());
    try {
      client.sendBytes((head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      // The server has ended the connection already, which it may.
    }
    client.close();
    int status =
        SERVER
            .post("/apps/1/events", "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\"}")
            .statusCode();
  }
}
