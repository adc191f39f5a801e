package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each path of each port with each method, on connections that stay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MethodsTest {
  private static final String READ = "GET, HEAD";
  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";

  private final TestServer server = Api.serve(", api_port: 0", "", "name: one");

  @AfterAll
  void stop() {
    server.close();
  }

  enum Port {
    SOCKETS,
    API,
    OPERATIONS
  }

  record Row(Port port, String path, String allowed) {
    boolean isRead() {
      return allowed.startsWith("GET");
    }
  }

  static Stream<Row> paths() {
    List<String> everywhere = List.of("/", "/healthz", "/readyz", "/timeline/v2/xhr/1");
    List<Row> own =
        List.of(
            new Row(Port.SOCKETS, "/timeline/v2/jsonp/1?session=1&callback=Pusher.x", READ),
            new Row(Port.SOCKETS, "/app/app-key", READ),
            new Row(Port.SOCKETS, "/pusher/info", "GET, HEAD, OPTIONS"),
            new Row(Port.SOCKETS, "/pusher/app/app-key/1/s/xhr", "POST, OPTIONS"),
            new Row(Port.SOCKETS, "/pusher/app/app-key/1/s/xhr_streaming", "POST, OPTIONS"),
            new Row(Port.SOCKETS, "/pusher/app/app-key/1/s/xhr_send", "POST, OPTIONS"),
            new Row(Port.SOCKETS, "/pusher/1/s/jsonp_send", "POST, OPTIONS"),
            new Row(Port.API, "/apps/1/channels", READ),
            new Row(Port.API, "/apps/1/channels/a", READ),
            new Row(Port.API, "/apps/1/channels/presence-a/users", READ),
            new Row(Port.API, "/apps/1/connections", READ),
            new Row(Port.API, "/apps/1/events", "POST"),
            new Row(Port.API, "/apps/1/batch_events", "POST"),
            new Row(Port.API, "/apps/1/users/a/terminate_connections", "POST"),
            new Row(Port.API, "/users/a/terminate_connections", "POST"),
            new Row(Port.OPERATIONS, "/metrics", READ),
            new Row(Port.OPERATIONS, "/health", READ),
            new Row(Port.OPERATIONS, "/openapi.yaml", READ));
    return Stream.concat(
        Stream.of(Port.SOCKETS, Port.API)
            .flatMap(port -> everywhere.stream().map(path -> new Row(port, path, READ))),
        own.stream());
  }

  private int port(Port port) {
    return switch (port) {
      case SOCKETS -> server.port();
      case API -> server.server().apiAddress().getPort();
      case OPERATIONS -> server.server().operationsAddress().orElseThrow().getPort();
    };
  }

  private RecordingClient asked(Row row, String method) {
    RecordingClient client = RecordingClient.open(port(row.port()));
    ask(client, method, row.path());
    return client;
  }

  private static void ask(RecordingClient client, String method, String path) {
    client.sendBytes(
        (method + " " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    client.readHead();
  }

  /** The next answer is where it has to be, so nothing more came of the last one. */
  private static void assertNothingMoreCame(RecordingClient client) {
    client.sendBytes(HEALTH.getBytes(StandardCharsets.UTF_8));
    client.readHead();
    assertThat(client.readBody()).containsAnyOf("alive", "not_found");
    client.close();
  }

  @ParameterizedTest
  @MethodSource("paths")
  @Tag("HTTP-200")
  void givenHead_itIsAnsweredLikeGetAndHasNoBody(Row row) {
    RecordingClient get = asked(row, "GET");
    RecordingClient head = asked(row, "HEAD");
    if (row.isRead()) {
      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
      assertThat(head.header("Content-Length")).isNotEmpty();
    } else {
      assertThat(head.status()).isEqualTo(405);
      assertThat(head.header("Allow")).isEqualTo(row.allowed());
    }
    assertNothingMoreCame(head);
    get.close();
  }

  @ParameterizedTest
  @MethodSource("paths")
  @Tag("HTTP-008")
  void givenAMethodThatIsNotAllowed_itAnswers405AndNamesThoseThatAre(Row row) {
    for (String method :
        List.of("PUT", "PATCH", "DELETE", "TRACE", row.isRead() ? "POST" : "GET")) {
      RecordingClient wrong = asked(row, method);
      assertThat(wrong.status()).as(method).isEqualTo(405);
      assertThat(wrong.header("Allow")).isEqualTo(row.allowed());
      assertThat(wrong.readBody()).contains("\"reason\":\"method_not_allowed\"");
      assertNothingMoreCame(wrong);
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  @Tag("HTTP-201")
  void givenOptions_itTellsTheMethods(Row row) {
    RecordingClient options = asked(row, "OPTIONS");
    assertThat(options.status()).isIn(200, 204);
    assertThat(options.header("Allow")).isEqualTo(row.allowed());
    options.readBody();
    assertNothingMoreCame(options);
  }

  @ParameterizedTest
  @MethodSource("paths")
  @Tag("HTTP-201")
  void givenAMethodThatNobodyKnows_itAnswers501(Row row) {
    RecordingClient unknown = asked(row, "BREW");
    assertThat(unknown.status()).isEqualTo(501);
    assertThat(unknown.readBody()).contains("\"reason\":\"method_not_implemented\"");
    unknown.close();
  }

  @Test
  @Tag("HTTP-200")
  void givenASignedHead_itIsCarriedOutLikeAGet() {
    int port = port(Port.API);
    Api api = new Api(server);
    for (String path : List.of("/apps/1/channels", "/apps/1/connections")) {
      RecordingClient head = RecordingClient.open(port);
      ask(head, "HEAD", path + "?" + api.query("HEAD", path, ""));
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isNotEqualTo("0");
      assertNothingMoreCame(head);
    }
  }

  @Test
  @Tag("HTTP-208")
  void givenAnOpenedUrlOfASocket_theAnswerNamesWhatAProxyHasToPass() {
    RecordingClient client = asked(new Row(Port.SOCKETS, "/app/app-key?protocol=7", READ), "GET");
    assertThat(client.readBody())
        .contains("Upgrade and Connection")
        .endsWith("\"code\":426,\"reason\":\"upgrade_required\"}");
    client.close();
    RecordingClient old = RecordingClient.open(server.port());
    old.sendBytes(
        "GET /app/app-key HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
    old.readHead();
    assertThat(old.status()).isEqualTo(426);
    assertThat(old.readBody()).contains("HTTP/1.0", "HTTP/1.1", "proxy_http_version");
    assertThat(old.readToEnd()).isEmpty();
    old.close();
  }

  @Test
  @Tag("HTTP-206")
  @Tag("THR-48")
  void givenTheFrontPage_aBrowserGetsALineOfHtmlAndOthersALineOfText() {
    for (int port : new int[] {server.port(), port(Port.API)}) {
      RecordingClient client = RecordingClient.open(port);
      client.sendBytes(
          "GET / HTTP/1.1\r\nHost: h\r\nAccept: text/html,application/xml;q=0.9\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      client.readHead();
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(client.header("Server")).isEmpty();
      assertThat(client.readBody()).contains("This is Belfry").doesNotContain("\n");
      ask(client, "GET", "/");
      assertThat(client.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(client.readBody()).startsWith("Belfry").doesNotContain("\n");
      client.close();
    }
  }

  @Test
  @Tag("HTTP-207")
  void givenTheStatisticsOfPusherJs_theyAreTakenAndGoNowhere() {
    for (String path :
        List.of(
            "/timeline/v2/xhr",
            "/timeline/v2/xhr/1?x=1",
            "/timeline/v2/jsonp/2?callback=Pusher.Integer.x&data=%7B%7D")) {
      RecordingClient client = asked(new Row(Port.SOCKETS, path, READ), "GET");
      assertThat(client.status()).isEqualTo(200);
      assertThat(client.readBody()).isEqualTo("{}");
      client.close();
    }
  }
}
