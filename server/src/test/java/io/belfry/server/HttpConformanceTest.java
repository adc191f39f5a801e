package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 9110 and RFC 9112 ask of a server, a row for each sentence. Behind each request stands
 * another one on the same connection: its answer shows that the first was read to its end and not
 * beyond, and its absence that the connection has ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpConformanceTest {
  private static final String NEXT = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String SOCKET =
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  private static final String LONG = "a".repeat(9_000);

  private final TestServer server = TestServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  /** What becomes of the connection. */
  enum Then {
    STAYS,
    ENDS
  }

  /**
   * One sentence and what shows it.
   *
   * @param section of which RFC, and the input in words
   * @param request bytes as sent
   * @param status of the first answer
   * @param fields that it has to have, as {@code name: value}
   */
  record Row(String section, String request, int status, Then then, List<String> fields) {
    @Override
    public String toString() {
      return section;
    }
  }

  private static Row stays(String section, int status, String request, String... fields) {
    return new Row(section, request, status, Then.STAYS, List.of(fields));
  }

  private static Row ends(String section, int status, String request, String... fields) {
    return new Row(section, request, status, Then.ENDS, List.of(fields));
  }

  private static String get(String target, String... fields) {
    return head("GET " + target + " HTTP/1.1", "Host: h", fields);
  }

  private static String post(String... fields) {
    return head("POST /nothing HTTP/1.1", "Host: h", fields);
  }

  private static String old(String line, String... fields) {
    return head(line + " HTTP/1.0", "X: y", fields);
  }

  private static String head(String line, String field, String... fields) {
    return line
        + "\r\n"
        + String.join("\r\n", Stream.concat(Stream.of(field), Stream.of(fields)).toList())
        + "\r\n\r\n";
  }

  static Stream<Row> targets() {
    return Stream.of(
        stays("9112 3.2.1 origin form", 200, get("/healthz?a=b")),
        stays("9112 3.2.1 an empty path segment is a path", 404, get("//healthz")),
        stays("9112 3.2.2 absolute form", 200, get("http://h/healthz")),
        stays("9112 3.2.2 absolute form in capitals, with a port", 200, get("HTTP://H:80/healthz")),
        stays("9112 3.2.2 absolute form of https", 200, get("https://other/healthz?a")),
        stays("9112 3.2.2 absolute form without a path", 200, get("http://h")),
        stays("9112 3.2.2 absolute form with a query alone", 200, get("http://h?x")),
        stays("9112 3.2.2 the target goes before Host", 200, get("http://[::1]:1/healthz")),
        ends("9112 3.2.2 absolute form of another scheme", 400, get("ftp://h/healthz")),
        ends("9110 4.2.1 a URL without a host", 400, get("http:///healthz")),
        ends("9110 4.2.4 a URL with a user", 400, get("http://u:p@h/healthz")),
        ends(
            "9112 3.2 absolute form needs a Host all the same",
            400,
            "GET http://h/healthz HTTP/1.1\r\n\r\n"),
        ends("9112 3.2.3 authority form without CONNECT", 400, get("h:80")),
        ends("9110 9.3.6 CONNECT", 501, head("CONNECT h:80 HTTP/1.1", "Host: h")),
        stays(
            "9112 3.2.4 asterisk form",
            200,
            head("OPTIONS * HTTP/1.1", "Host: h"),
            "Allow: GET, HEAD, POST, OPTIONS",
            "Content-Length: 2"),
        stays(
            "9112 3.2.4 OPTIONS of a bare URL", 200, head("OPTIONS http://h HTTP/1.1", "Host: h")),
        ends("9112 3.2.4 asterisk form without OPTIONS", 400, get("*")),
        ends("9112 3.2 a target that is a word", 400, get("healthz")),
        ends("9112 3 a target that is too long", 414, get("/" + LONG)),
        ends("9110 9.3.2 the same with HEAD has no body", 414, "HEAD /" + LONG + " HTTP/1.1\r\n"),
        ends("9112 3 NUL in the target", 400, get("/heal\u0000thz")),
        ends("9112 3 DEL in the target", 400, get("/heal\u007fthz")),
        ends("9112 3 tab in the target", 400, get("/heal\tthz")),
        ends("9112 3 carriage return in the target", 400, get("/heal\rthz")));
  }

  static Stream<Row> lines() {
    return Stream.of(
        stays("9112 2.2 empty lines before a request", 200, "\r\n\r\n" + get("/healthz")),
        ends("9112 2.2 lines that end with a line feed", 400, "GET /healthz HTTP/1.1\nHost: h\n\n"),
        ends("9112 2.2 blank before a request", 400, " " + get("/healthz")),
        ends("9112 2.2 NUL before a request", 400, "\u0000" + get("/healthz")),
        ends("9112 2.2 blank behind an empty line", 400, "\r\n " + get("/healthz")),
        ends("9112 2.2 carriage return alone", 400, "GET /healthz HTTP/1.1\rHost: h\r\n\r\n"),
        ends(
            "9112 2.2 blank before the first field", 400, get("/healthz").replace("Host", " Host")),
        ends("9112 3 two blanks", 400, "GET  /healthz HTTP/1.1\r\nHost: h\r\n\r\n"),
        ends("9112 3 two blanks before the version", 400, get("/healthz ")),
        ends("9112 3 tab for a blank", 400, "GET\t/healthz HTTP/1.1\r\nHost: h\r\n\r\n"),
        ends("9112 3 form feed for a blank", 400, "GET\f/healthz HTTP/1.1\r\nHost: h\r\n\r\n"),
        ends("9112 3 blank at the end", 400, "GET /healthz HTTP/1.1 \r\nHost: h\r\n\r\n"),
        ends("9112 3 no version", 400, "GET /healthz\r\nHost: h\r\n\r\n"),
        ends("9110 9.1 a method is a word", 400, "G(T /healthz HTTP/1.1\r\nHost: h\r\n\r\n"),
        ends("9110 9.1 an unknown method", 501, head("BREW /healthz HTTP/1.1", "Host: h")),
        ends("9110 9.1 a method is in its own case", 501, head("get /healthz HTTP/1.1", "Host: h")),
        ends("9110 9.1 unknown methods anywhere", 501, head("PURGE /none HTTP/1.1", "Host: h")),
        ends("9112 2.3 another protocol", 400, "GET /healthz SPDY/1.1\r\nHost: h\r\n\r\n"),
        ends("9112 2.3 the name is in capitals", 400, "GET /healthz http/1.1\r\nHost: h\r\n\r\n"),
        ends("9112 2.3 two digits", 400, "GET /healthz HTTP/1.10\r\nHost: h\r\n\r\n"),
        stays("9110 2.5 a later minor version", 200, "GET /healthz HTTP/1.2\r\nHost: h\r\n\r\n"),
        ends("9110 15.6.6 a later major version", 505, "GET /healthz HTTP/2.0\r\nHost: h\r\n\r\n"),
        ends("9113 3.4 the preface of HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ends("9110 15.6.6 version 0", 505, "GET /healthz HTTP/0.9\r\n\r\n"),
        ends("9110 9.3.2 HEAD with version 2 has no body", 505, "HEAD / HTTP/2.0\r\n\r\n"));
  }

  static Stream<Row> fields() {
    return Stream.of(
        ends("9112 3.2 no Host", 400, "GET /healthz HTTP/1.1\r\n\r\n"),
        ends("9112 3.2 two Hosts", 400, get("/healthz", "Host: h")),
        ends("9112 3.2 Host with a path", 400, "GET / HTTP/1.1\r\nHost: h/a\r\n\r\n"),
        ends("9112 3.2 Host with a user", 400, "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"),
        ends("9112 3.2 Host with two ports", 400, "GET / HTTP/1.1\r\nHost: h:1:2\r\n\r\n"),
        ends("9112 3.2 Host with a port in letters", 400, "GET / HTTP/1.1\r\nHost: h:x\r\n\r\n"),
        ends("9112 3.2 Host with a list", 400, "GET / HTTP/1.1\r\nHost: h, i\r\n\r\n"),
        ends("9112 3.2 Host with half an address", 400, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        stays("9112 3.2 Host with an address", 200, "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        stays("9112 3.2 an empty Host", 200, "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n"),
        stays("9112 3.2 blanks around Host", 200, "GET / HTTP/1.1\r\nHost: \t h:1 \t\r\n\r\n"),
        stays("9110 5.1 names in any case", 200, "GET / HTTP/1.1\r\nhOST: h\r\n\r\n"),
        ends("9112 5.1 blank before the colon", 400, get("/healthz", "X : y")),
        ends("9112 5.1 a field without a colon", 400, get("/healthz", "X")),
        ends("9112 5.1 a field without a name", 400, get("/healthz", ": y")),
        ends("9112 5.2 a field that is folded", 400, get("/healthz", "X: a", " b")),
        ends("9112 5.2 folded with a tab", 400, get("/healthz", "X: a", "\tb")),
        ends("9112 5.2 Host that is folded", 400, "GET / HTTP/1.1\r\nHost:\r\n h\r\n\r\n"),
        ends("9110 5.5 NUL in a value", 400, get("/healthz", "X: a\u0000b")),
        ends("9110 5.5 carriage return in a value", 400, get("/healthz", "X: a\rb")),
        stays("9110 5.5 other bytes in a value", 200, get("/healthz", "X: a\u00ffb")),
        ends("6585 5 a head that is too large", 431, get("/healthz", "X: " + LONG + LONG)),
        ends("6585 5 too many fields", 431, get("/healthz", "X: y\r\n".repeat(100) + "X: y")),
        ends(
            "9110 9.3.2 the same with HEAD has no body",
            431,
            head("HEAD / HTTP/1.1", "Host: h", "X: " + LONG + LONG)),
        ends(
            "9110 9.3.2 a malformed HEAD has no body",
            400,
            head("HEAD / HTTP/1.1", "Host: h", "X : y")));
  }

  static Stream<Row> bodies() {
    String length = "Content-Length: 5";
    String chunked = "Transfer-Encoding: chunked";
    String chunks = "2;a=b\r\nab\r\n3 ;c=\"d\"\r\ncde\r\n0\r\nTrailer-Field: x\r\n\r\n";
    return Stream.of(
        stays("9112 6.2 a length", 404, post(length) + "abcde"),
        stays("9112 6.2 a length with zeros", 404, post("Content-Length: 0005") + "abcde"),
        stays("9112 6.3 neither length nor coding is no body", 404, post()),
        stays("9112 7.1 chunks, extensions and a trailer", 404, post(chunked) + chunks),
        stays("9110 10.1.4 codings in any case", 404, post("Transfer-Encoding: CHUNKED") + chunks),
        stays("9110 9.3.1 a GET with a body", 200, get("/healthz", length) + "abcde"),
        stays(
            "9110 9.3.5 a DELETE with a body",
            405,
            head("DELETE / HTTP/1.1", "Host: h", length) + "abcde",
            "Allow: GET, HEAD"),
        ends("9112 6.2 two lengths", 400, post(length, length) + "abcde"),
        ends("9112 6.2 a list of lengths", 400, post("Content-Length: 5, 5") + "abcde"),
        ends("9112 6.2 a length below zero", 400, post("Content-Length: -5") + "abcde"),
        ends("9112 6.2 a length with a sign", 400, post("Content-Length: +5") + "abcde"),
        ends("9112 6.2 an empty length", 400, post("Content-Length:") + "abcde"),
        ends("9112 6.1 length and coding", 400, post(length, chunked) + chunks),
        ends("9112 6.3 chunked is not the last coding", 400, post("Transfer-Encoding: gzip")),
        ends("9112 6.3 a coding behind chunked", 400, post("Transfer-Encoding: chunked, gzip")),
        ends("9112 6.1 chunked twice", 400, post("Transfer-Encoding: chunked, chunked")),
        ends("9112 6.1 a coding that is unknown", 501, post("Transfer-Encoding: gzip, chunked")),
        ends("9112 6.1 the same in capitals", 501, post("Transfer-Encoding: Foo ,Chunked")),
        ends("9112 6.1 an empty coding", 400, post("Transfer-Encoding:")),
        ends("9112 6.1 a coding and HTTP/1.0", 400, old("POST /nothing", chunked) + chunks),
        ends("9112 7.1 a chunk without a size", 400, post(chunked) + ";\r\nab\r\n0\r\n\r\n"),
        ends("9112 7.1 a size with a sign", 400, post(chunked) + "+2\r\nab\r\n0\r\n\r\n"),
        ends("9112 7.1 a chunk that is longer", 400, post(chunked) + "1\r\nab\r\n0\r\n\r\n"),
        ends(
            "9112 9.3 a long body is not waited for", 404, post("Content-Length: 9999999") + "abc"),
        stays(
            "9110 10.1.1 Expect without a body",
            200,
            get("/healthz", "Expect: 100-continue", "Content-Length: 0")),
        ends(
            "9110 10.1.1 Expect and an answer that needs no body",
            404,
            post("Expect: 100-Continue", length) + "abcde"),
        ends("9110 10.1.1 another expectation", 417, post("Expect: tea", length) + "abcde"),
        ends(
            "9110 9.3.2 the same with HEAD has no body",
            417,
            head("HEAD / HTTP/1.1", "Host: h", "Expect: tea")),
        ends(
            "9110 10.1.1 Expect in HTTP/1.0 is passed over",
            404,
            old("POST /n", "Expect: 100-continue", length) + "abcde"));
  }

  static Stream<Row> connections() {
    return Stream.of(
        ends("9112 9.6 close", 200, get("/healthz", "Connection: close"), "Connection: close"),
        ends("9110 7.6.1 options in any case", 200, get("/healthz", "Connection: X, CLOSE")),
        stays("9112 9.3 keep-alive", 200, get("/healthz", "Connection: keep-alive")),
        ends("9112 9.3 HTTP/1.0", 200, old("GET /healthz"), "Connection: close"),
        stays(
            "9112 C.2.2 HTTP/1.0 that asks to stay",
            200,
            old("GET /healthz", "Connection: Keep-Alive"),
            "Connection: keep-alive"),
        ends("9110 9.3.2 HEAD and HTTP/1.0", 200, old("HEAD /healthz"), "Content-Length: 5"),
        stays(
            "9110 9.3.2 HEAD", 200, head("HEAD /healthz HTTP/1.1", "Host: h"), "Content-Length: 5"),
        stays("9110 9.3.2 HEAD of nothing", 404, head("HEAD /nothing HTTP/1.1", "Host: h")),
        stays("9110 9.3.2 HEAD refused", 405, head("HEAD /apps/1/events HTTP/1.1", "Host: h")),
        stays("9110 9.3.2 HEAD not proved", 401, head("HEAD /apps/1/channels HTTP/1.1", "Host: h")),
        stays("9110 9.3.8 TRACE", 405, head("TRACE / HTTP/1.1", "Host: h"), "Allow: GET, HEAD"),
        stays("9110 15.5.6 PUT", 405, head("PUT /healthz HTTP/1.1", "Host: h"), "Allow: GET, HEAD"),
        stays("9110 6.6.1 Date", 200, get("/healthz"), "Date: Thu, 01 Jan 2026 00:00:00 GMT"),
        stays(
            "9110 7.8 another protocol is passed over",
            200,
            get("/healthz", "Connection: Upgrade", "Upgrade: h2c")),
        stays("9110 7.8 Upgrade without Connection", 200, get("/healthz", "Upgrade: websocket")),
        ends(
            "9110 7.8 Upgrade in HTTP/1.0",
            200,
            old("GET /healthz", "Connection: Upgrade", "Upgrade: websocket")),
        stays(
            "9110 15.5.22 no upgrade where there is nothing else",
            426,
            get("/app/app-key"),
            "Upgrade: websocket",
            "Connection: upgrade",
            "Sec-WebSocket-Version: 13"),
        stays(
            "9110 15.5.22 another protocol there",
            426,
            get("/app/app-key", "Connection: Upgrade", "Upgrade: h2c")),
        stays("9110 9.3.2 HEAD there", 426, head("HEAD /app/app-key HTTP/1.1", "Host: h")),
        stays(
            "9110 15.5.6 POST there",
            405,
            head("POST /app/app-key HTTP/1.1", "Host: h"),
            "Allow: GET, HEAD"),
        ends(
            "6455 4.4 another version",
            426,
            get(
                "/app/app-key",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 8"),
            "Upgrade: websocket",
            "Connection: upgrade, close",
            "Sec-WebSocket-Version: 13"),
        ends(
            "6455 4.4 no version",
            426,
            get("/app/app-key", "Connection: Upgrade", "Upgrade: websocket"),
            "Sec-WebSocket-Version: 13"),
        ends(
            "6455 4.2.1 no key",
            400,
            get(
                "/app/app-key",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13")),
        ends(
            "6455 4.1 POST",
            400,
            head(
                "POST /app/app-key HTTP/1.1",
                "Host: h",
                "Connection: Upgrade",
                "Upgrade: websocket",
                SOCKET.strip())),
        ends(
            "6455 4.1 an upgrade with a body",
            400,
            get(
                    "/app/app-key",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Content-Length: 5",
                    SOCKET.strip())
                + "abcde"),
        ends(
            "the handshake before RFC 6455, whose body no field announces",
            400,
            get(
                    "/app/app-key",
                    "Connection: Upgrade",
                    "Upgrade: WebSocket",
                    "Sec-WebSocket-Key1: 1 2",
                    "Sec-WebSocket-Key2: 3 4")
                + "12345678"),
        ends(
            "the same fields on any request",
            400,
            get("/healthz", "Sec-WebSocket-Key1: 1 2", "Sec-WebSocket-Key2: 3 4")));
  }

  private void check(Row row) {
    RecordingClient client = RecordingClient.open(server.port());
    client.sendBytes((row.request() + NEXT).getBytes(StandardCharsets.ISO_8859_1));
    client.readHead();
    assertThat(client.status()).as(row.section()).isEqualTo(row.status());
    for (String field : row.fields()) {
      int colon = field.indexOf(':');
      assertThat(client.header(field.substring(0, colon)))
          .as(field)
          .isEqualTo(field.substring(colon + 2));
    }
    assertThat(client.header("Date")).endsWith(" GMT");
    if (!row.request().stripLeading().startsWith("HEAD ")) {
      assertThat(client.readBody()).isNotEmpty();
    }
    if (row.then() == Then.STAYS) {
      client.readHead();
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.readBody()).isEqualTo("alive");
    } else {
      assertThat(client.header("Connection")).endsWith("close");
      assertThat(client.readToEnd()).isEmpty();
    }
    client.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  @Tag("HTTP-204")
  @Tag("HTTP-012")
  @Tag("THR-24")
  void givenARequestTarget_itIsReadOrRefused(Row row) {
    check(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  @Tag("HTTP-204")
  @Tag("HTTP-201")
  @Tag("THR-24")
  void givenARequestLine_itIsReadOrRefused(Row row) {
    check(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fields")
  @Tag("HTTP-204")
  @Tag("HTTP-012")
  @Tag("THR-24")
  void givenFields_theyAreReadOrRefused(Row row) {
    check(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  @Tag("HTTP-002")
  @Tag("HTTP-003")
  @Tag("HTTP-204")
  @Tag("HTTP-205")
  @Tag("THR-24")
  void givenABody_itIsReadOrRefusedAndTheNextRequestIsWhereItEnds(Row row) {
    check(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connections")
  @Tag("HTTP-200")
  @Tag("HTTP-202")
  @Tag("HTTP-203")
  @Tag("HTTP-208")
  @Tag("THR-24")
  void givenWhatConcernsTheConnection_itIsHeeded(Row row) {
    check(row);
  }
}
