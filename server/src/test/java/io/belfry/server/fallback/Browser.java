package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What pusher-js does on a fallback transport, request by request, from one address and page.
 *
 * <p>Thread: confined to the test.
 */
final class Browser implements AutoCloseable {
  /** What a receive request has behind its path; one that is not numbered is never repeated. */
  static final String QUERY = "?protocol=7&client=js&version=8.6.0";

  private static final Pattern SOCKET_ID = Pattern.compile("socket_id[\\\\\":]+([0-9.]+)");

  private final TestServer server;
  private final int host;
  private final String base;
  private int number;
  private final List<HttpSocket> sockets = new ArrayList<>();

  Browser(TestServer server, String session) {
    this(server, session, 1);
  }

  Browser(TestServer server, String session, int host) {
    this.server = server;
    this.host = host;
    this.base = "/pusher/app/" + TestServer.KEY + "/123/" + session;
  }

  HttpSocket socket() {
    HttpSocket socket = HttpSocket.from(host, server.port());
    sockets.add(socket);
    return socket;
  }

  /** Begins a request; nothing is read. */
  HttpSocket request(String method, String target, String body, String... headerLines) {
    return socket().send(method, target, body, headerLines);
  }

  /** Opens a stream and reads its prelude. */
  HttpSocket stream(String... headerLines) {
    HttpSocket stream =
        request("POST", base + "/xhr_streaming" + numbered(), "", headerLines).head();
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.line()).isEqualTo("h".repeat(2048));
    return stream;
  }

  /** Opens the stream of a new session. */
  HttpSocket openStream() {
    HttpSocket stream = stream();
    assertThat(stream.line()).isEqualTo("o");
    return stream;
  }

  /** Begins to poll. */
  HttpSocket poll(String... headerLines) {
    return request("POST", base + "/xhr" + numbered(), "", headerLines);
  }

  /** Sends a post; its status. */
  int post(String body, String... headerLines) {
    HttpSocket socket = request("POST", base + "/xhr_send?t=1&n=" + ++number, body, headerLines);
    socket.answer();
    socket.close();
    return socket.status();
  }

  /** Sends messages in one post. */
  void send(String... messages) {
    List<String> quoted = List.of(messages).stream().map(TestServer::quoted).toList();
    assertThat(post("[" + String.join(",", quoted) + "]")).isEqualTo(204);
  }

  private String numbered() {
    return QUERY + "&t=1&n=" + ++number;
  }

  String base() {
    return base;
  }

  static String socketIdOf(@Nullable String line) {
    Matcher matcher = SOCKET_ID.matcher(String.valueOf(line));
    assertThat(matcher.find()).as(line).isTrue();
    return matcher.group(1);
  }

  static String subscribe(String channel) {
    return "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
  }

  /** A line that carries these messages. */
  static String lineOf(String... messages) {
    return "a["
        + String.join(",", List.of(messages).stream().map(TestServer::quoted).toList())
        + "]";
  }

  @Override
  public void close() {
    sockets.forEach(HttpSocket::close);
  }
}
