package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two servers may end at two places, so that what the one takes for a body the other
 * takes for a request. Each is refused, and what stands behind it is not read.
 */
@Tag("THR-24")
class SmugglingTest {
  private static final TestServer SERVER = TestServer.startWithLoops(1);
  private static final String HIDDEN = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static String post(String fields, String body) {
    return "POST /nothing HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
  }

  private static String chunks(String body) {
    return post(CHUNKED, body);
  }

  static Stream<String> framings() {
    return Stream.of(
            List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding\t: chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding: chunked\u000b\r\n",
                "Transfer-Encoding: chunked\u0000\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding: chunked;q=1\r\n",
                "Transfer-Encoding: chunked,\r\n",
                "Transfer-Encoding: ,chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: x\r\n chunked\r\n",
                "Transfer-Encoding:\r\n chunked\r\n",
                "X: y\r\n\tTransfer-Encoding: chunked\r\n",
                "X: y\rTransfer-Encoding: chunked\r\n",
                "X: y\nTransfer-Encoding: chunked\r\n",
                "X: y\u0000Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\n"),
            List.of(
                "Content-Length : 5\r\n",
                "Content-Length: 5\r\nContent-Length: 0\r\n",
                "Content-Length: 0\r\nContent-Length: 0\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: 5,\r\n",
                "Content-Length: 5 0\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -0\r\n",
                "Content-Length: 5.0\r\n",
                "Content-Length: 5e0\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: 5;\r\n",
                "Content-Length: \"5\"\r\n",
                "Content-Length: \u000b5\r\n",
                "Content-Length: 5\u0000\r\n",
                "Content-Length: \u0665\r\n",
                "Content-Length: 9999999999999999999\r\n",
                "Content-Length: 18446744073709551621\r\n",
                "Content-Length: 5\n",
                "Content-Length:\r\n 5\r\n",
                "Content-Length\u0000: 5\r\n",
                "Content Length: 5\r\n",
                "Content-Length\u00a0: 5\r\n"),
            List.of(
                "Host: h\r\n",
                "Host : h\r\n",
                "X(y: z\r\n",
                "X@y: z\r\n",
                "X\u007f: z\r\n",
                "X\u00ff: z\r\n",
                "\"X\": z\r\n",
                "X: z\u007f\r\n",
                "X: \u0001\r\n",
                ": z\r\n",
                "X\r\n"))
        .flatMap(List::stream)
        .map(fields -> post(fields, "0\r\n\r\n"));
  }

  static Stream<String> bodies() {
    return Stream.of(
            "0x5\r\nabcde\r\n0\r\n\r\n",
            "-5\r\nabcde\r\n0\r\n\r\n",
            "+5\r\nabcde\r\n0\r\n\r\n",
            " 5\r\nabcde\r\n0\r\n\r\n",
            "5 0\r\nabcde\r\n0\r\n\r\n",
            "5 x\r\nabcde\r\n0\r\n\r\n",
            "5x\r\nabcde\r\n0\r\n\r\n",
            "5_\r\nabcde\r\n0\r\n\r\n",
            "5\u0000\r\nabcde\r\n0\r\n\r\n",
            "5\u000b\r\nabcde\r\n0\r\n\r\n",
            "\r\nabcde\r\n0\r\n\r\n",
            "100000005\r\nabcde\r\n0\r\n\r\n",
            "ffffffff00000005\r\nabcde\r\n0\r\n\r\n",
            "10000000000000005\r\nabcde\r\n0\r\n\r\n",
            "80000000\r\nabcde\r\n0\r\n\r\n",
            "5\nabcde\r\n0\r\n\r\n",
            "5\rabcde\r\n0\r\n\r\n",
            "5;a\nabcde\r\n0\r\n\r\n",
            "5;a\rb\r\nabcde\r\n0\r\n\r\n",
            "5;a=\"\r\n\"\r\nabcde\r\n0\r\n\r\n",
            "5;a\u0000\r\nabcde\r\n0\r\n\r\n",
            "5;" + "a".repeat(20_000) + "\r\nabcde\r\n0\r\n\r\n",
            "5\r\nabcde\n0\r\n\r\n",
            "5\r\nabcde\r0\r\n\r\n",
            "5\r\nabcde0\r\n\r\n",
            "5\r\nabcdef\r\n0\r\n\r\n",
            "5\r\nabcde\r\n0\n\r\n",
            "5\r\nabcde\r\n0\r\n\n",
            "5\r\nabcde\r\n0\r\nX : y\r\n\r\n",
            "5\r\nabcde\r\n0\r\n folded\r\n\r\n",
            "5\r\nabcde\r\n0\r\nX: y\n\r\n",
            "5\r\nabcde\r\n0\r\nX\r\n\r\n")
        .map(SmugglingTest::chunks);
  }

  static Stream<String> others() {
    String upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    String get = "GET /app/app-key?protocol=7 HTTP/1.1\r\nHost: h\r\n" + upgrade;
    return Stream.of(
        get + "Content-Length: 5\r\n\r\nabcde",
        get + CHUNKED + "\r\n5\r\nabcde\r\n0\r\n\r\n",
        get + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        get.replace("HTTP/1.1", "HTTP/1.1\r\nHost: i") + "\r\n",
        "POST /nothing HTTP/1.0\r\n" + CHUNKED + "\r\n0\r\n\r\n",
        "POST /nothing HTTP/1.0\r\n" + CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n",
        "GET http://a/healthz HTTP/1.1\r\nHost: b\r\nHost: a\r\n\r\n",
        "GET http://a@b/healthz HTTP/1.1\r\nHost: b\r\n\r\n",
        "GET /healthz HTTP/1.1\nHost: h\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: h\r\n\n",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /healthz\u000bHTTP/1.1\r\nHost: h\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource({"framings", "bodies", "others"})
  void givenARequestWhoseEndCouldBeElsewhere_itIsRefusedAndNothingBehindItIsRead(String request) {
    try (RecordingClient client = RecordingClient.open(SERVER.port())) {
      client.sendBytes((request + HIDDEN).getBytes(StandardCharsets.ISO_8859_1));
      client.readHead();
      assertThat(client.status()).isIn(400, 431);
      assertThat(client.header("Connection")).endsWith("close");
      assertThat(client.readBody()).startsWith("{\"error\":");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  /** No field behind a body means anything here, so those that may not stand there do no harm. */
  static Stream<String> plain() {
    return Stream.of(
        post("Connection: close, Content-Length\r\nContent-Length: 5\r\n", "abcde"),
        post("Content-Length: 5\r\nConnection: Content-Length\r\n", "GET /"),
        post("Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding\r\n", "0\r\n\r\n"),
        post("Content_Length: 99\r\nContent-Length: 5\r\n", "abcde"),
        post(
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 5\r\n",
            "PRI *"),
        chunks("5;a=b;c=\"d e\"\r\nabcde\r\n000\r\nX-Y: z\r\n\r\n"),
        chunks("5\r\nabcde\r\n0\r\nContent-Length: 5\r\n\r\n"),
        chunks("5\r\nabcde\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        chunks("5\r\nabcde\r\n0\r\nHost: evil\r\n\r\n"),
        chunks("0000000000000005 ; a\r\nabcde\r\n0\r\n\r\n"),
        "GET /nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /",
        "HEAD /nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGET /");
  }

  @ParameterizedTest
  @MethodSource("plain")
  void givenABodyThatIsNotInDoubt_theNextRequestIsWhereItEnds(String request) {
    boolean ends = request.contains("Connection: close");
    try (RecordingClient client = RecordingClient.open(SERVER.port())) {
      client.sendBytes((request + HIDDEN).getBytes(StandardCharsets.ISO_8859_1));
      client.readHead();
      assertThat(client.status()).isEqualTo(404);
      if (!request.startsWith("HEAD")) {
        client.readBody();
      }
      if (ends) {
        assertThat(client.readToEnd()).isEmpty();
      } else {
        client.readHead();
        assertThat(client.status()).isEqualTo(200);
      }
    }
  }
}
