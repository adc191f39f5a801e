package io.belfry.server.fallback;

import static io.belfry.server.fallback.Browser.QUERY;
import static io.belfry.server.fallback.Browser.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sessions end: by silence, by the server, by refusal. */
class SessionEndTest {
  private static final String DRAINED = "c[4200,\"Generic reconnect immediately\"]";

  @AutoClose private final TestServer server = TestServer.start();
  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  @Test
  @Tag("WS-031")
  @Tag("WS-033")
  void givenASilentStream_itGetsAHeartbeatAndThen4201() {
    HttpSocket stream = browser.openStream();
    stream.line();
    server.clock().advance(Duration.ofSeconds(25));
    assertThat(stream.line()).isEqualTo("h");
    server.clock().advance(Duration.ofSeconds(30));
    assertThat(stream.line()).isEqualTo("c[4201,\"Pong reply not received\"]");
    assertThat(stream.line()).isNull();
  }

  @Test
  @Tag("WS-112")
  void givenAnAppThatIsRemoved_itsSessionsGetTheLineAndNewOnesToo() {
    HttpSocket stream = browser.openStream();
    stream.line();
    Browser polling = new Browser(server, "polling1");
    polling.poll().answer();
    server.server().replaceApps(List.of(TestServer.apps().get(1)));

    String gone = "c[4001,\"Application does not exist\"]";
    assertThat(stream.line()).isEqualTo(gone);
    assertThat(stream.line()).isNull();
    assertThat(polling.poll().answer()).isEqualTo(gone + "\n");
    assertThat(new Browser(server, "newcomer").poll().answer()).isEqualTo("o\n" + gone + "\n");
  }

  @Test
  @Tag("WS-111")
  void givenAClockThatLeapt_aStreamIsAskedBeforeItIsEnded() {
    HttpSocket stream = browser.openStream();
    stream.line();
    server.clock().advance(Duration.ofSeconds(100));
    assertThat(stream.line()).isEqualTo("h");
    server.clock().advance(Duration.ofSeconds(29));
    assertThat(stream.line()).isEqualTo("h");
    assertThat(browser.post("[]")).isEqualTo(204);
    assertThat(stream.line()).isEqualTo("a[]");
  }

  @Test
  @Tag("WS-111")
  void givenAClockThatLeaptBetweenTwoPolls_theSessionGoesOn() {
    browser.poll().answer();
    server.clock().advance(Duration.ofSeconds(60));
    browser.send(subscribe("news"));
    assertThat(browser.poll().answer()).contains("subscription_succeeded");
  }

  @Test
  @Tag("WS-110")
  void givenAShorterSilence_theHeartbeatKeepsIt() {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 1, websocket_ping_seconds: 7}
        apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
        """;
    try (TestServer quick = TestServer.withConfig(yaml);
        Browser other = new Browser(quick, "quick")) {
      HttpSocket stream = other.openStream();
      stream.line();
      quick.clock().advance(Duration.ofSeconds(7));
      assertThat(stream.line()).isEqualTo("h");
    }
  }

  @Test
  @Tag("WS-031")
  void givenAStreamThatAnswersHeartbeats_itLives() {
    HttpSocket stream = browser.openStream();
    stream.line();
    for (int i = 0; i < 8; i++) {
      server.clock().advance(Duration.ofSeconds(25));
      assertThat(stream.line()).isEqualTo("h");
      assertThat(browser.post("[]")).isEqualTo(204);
      assertThat(stream.line()).isEqualTo("a[]");
    }
  }

  @Test
  @Tag("WS-031")
  void givenABusyStream_itIsAskedForASignOfLifeAllTheSame() {
    HttpSocket stream = browser.openStream();
    stream.line();
    browser.send(subscribe("news"));
    stream.line();
    server.clock().advance(Duration.ofSeconds(24));
    server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1\"}");
    assertThat(stream.line()).contains("\\\"event\\\":\\\"e\\\"");
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(stream.line()).isEqualTo("h");
  }

  @Test
  @Tag("WS-093")
  void givenAnIdlePoll_aHeartbeatEndsIt() {
    browser.poll().answer();
    HttpSocket poll = browser.poll();
    assertThat(browser.post("[]")).isEqualTo(204);
    assertThat(poll.answer()).isEqualTo("a[]\n");
    HttpSocket idle = HttpSocket.keptOf(browser.poll(), browser.poll());
    server.clock().advance(Duration.ofSeconds(25));
    assertThat(idle.answer()).isEqualTo("h\n");
  }

  @Test
  @Tag("WS-098")
  @Tag("WS-014")
  void givenSessionsThatNeverComeBack_theyAreGoneAfterTheDetachTime() {
    HttpSocket socket = browser.socket();
    for (int i = 0; i < 1000; i++) {
      String path = "/pusher/app/" + TestServer.KEY + "/7/s" + i + "/xhr";
      assertThat(socket.send("POST", path + QUERY, "").answer()).startsWith("o\na[");
    }
    // It comes behind the news that the last poll is over.
    socket.send("POST", "/pusher/app/" + TestServer.KEY + "/7/s999/xhr_send", "[]").answer();
    assertThat(socket.status()).isEqualTo(204);
    assertThat(server.server().connections()).isEqualTo(1000);
    server.clock().advance(Duration.ofSeconds(10));
    server.awaitConnections(0);
    assertThat(new Browser(server, "s1").post("[]")).isEqualTo(404);
  }

  @Test
  @Tag("WS-098")
  void givenAStreamThatComesBackInTime_itIsTheSameSession() {
    HttpSocket stream = browser.openStream();
    stream.line();
    stream.close();
    server.clock().advance(Duration.ofSeconds(9));
    HttpSocket again = browser.stream();
    assertThat(browser.post("[]")).isEqualTo(204);
    assertThat(again.line()).isEqualTo("a[]");
    assertThat(server.server().connections()).isEqualTo(1);
  }

  @Test
  @Tag("WS-099")
  @Tag("WS-015")
  @Tag("WS-021")
  void givenADrain_openSessionsGetTheLineAndNewOnesToo() {
    HttpSocket stream = browser.openStream();
    stream.line();
    HttpSocket poll = new Browser(server, "polling1").poll();
    poll.answer();
    poll.send("POST", "/pusher/app/" + TestServer.KEY + "/123/polling1/xhr" + QUERY, "");

    server.server().drain();

    assertThat(stream.line()).isEqualTo(DRAINED);
    assertThat(stream.line()).isNull();
    assertThat(poll.answer()).isEqualTo(DRAINED + "\n");
    assertThat(new Browser(server, "newcomer").poll().answer())
        .isEqualTo("o\nc[4100,\"Going down, come back in a second\"]\n");
    assertThat(browser.poll().answer()).isEqualTo(DRAINED + "\n");
  }

  @Test
  @Tag("WS-099")
  void givenAClosedSession_itsIdIsAnsweredTheSameLineFor30Seconds() {
    HttpSocket stream = browser.openStream();
    stream.line();
    browser.send("x".repeat(65_537));
    String line = stream.line();
    assertThat(line).startsWith("c[1009,");
    assertThat(stream.line()).isNull();
    assertThat(browser.poll().answer()).isEqualTo(line + "\n");
    assertThat(browser.stream().line()).isEqualTo(line);
    assertThat(browser.post("[]")).isEqualTo(404);
    Browser stranger = new Browser(server, "abcd0123", 2);
    HttpSocket foreign = stranger.poll();
    foreign.answer();
    assertThat(foreign.status()).isEqualTo(404);
    server.clock().advance(Duration.ofSeconds(30));
    assertThat(browser.poll().answer()).startsWith("o\na[");
    stranger.close();
  }

  @ParameterizedTest
  @Tag("WS-006")
  @Tag("WS-005")
  @Tag("WS-021")
  @CsvSource({
    "nobody, protocol=7, 4001, Application does not exist",
    "app-key, protocol=x, 4006, Invalid version string format",
    "app-key, protocol=3, 4007, Unsupported protocol version"
  })
  void givenARefusedSession_itIsOpenedAndClosedWithTheCode(
      String key, String query, int code, String sentence) {
    String path = "/pusher/app/" + key + "/1/s/";
    String lines = "o\nc[" + code + ",\"" + sentence + "\"]\n";
    assertThat(browser.request("POST", path + "xhr?" + query, "").answer()).isEqualTo(lines);
    assertThat(browser.request("POST", path + "xhr_streaming?" + query, "").answer())
        .isEqualTo("h".repeat(2048) + "\n" + lines);
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-008")
  void givenAnAppAtItsQuota_aSessionIsRefusedWith4004() {
    try (TestServer small = TestServer.start("limits: {max_connections: 2}");
        Browser first = new Browser(small, "s1");
        Browser second = new Browser(small, "s2")) {
      TestConnection socket = small.connect();
      first.openStream();
      assertThat(second.poll().answer())
          .isEqualTo("o\nc[4004,\"Application is over connection quota\"]\n");
      socket.hasNothing();
    }
  }

  @Test
  @Tag("WS-063")
  @Tag("THR-35")
  void givenAReceiverThatDoesNotRead_itIsClosedAtItsBound() {
    try (TestServer small = TestServer.start("limits: {max_send_queue_bytes: 131072}");
        Browser slow = new Browser(small, "slow")) {
      HttpSocket stream = slow.stream("Connection: close");
      assertThat(stream.line()).isEqualTo("o");
      stream.line();
      slow.send(subscribe("news"));
      stream.line();
      for (int i = 0; i < 3_000 && small.server().connections() > 0; i++) {
        small.publish(
            "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + "x".repeat(10_000) + "\"}");
      }
      assertThat(small.server().connections()).isZero();
      assertThat(slow.poll().answer()).endsWith("c[4100,\"Over capacity\"]\n");
      stream.awaitEnd();
    }
  }

  @Test
  @Tag("WS-063")
  void givenNobodyWhoPolls_theSessionIsClosedAtItsBound() {
    try (TestServer small = TestServer.start("limits: {max_send_queue_frames: 300}");
        Browser gone = new Browser(small, "gone")) {
      gone.poll().answer();
      gone.send(subscribe("news"));
      for (int i = 0; i < 700; i++) {
        small.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + i + "\"}");
      }
      assertThat(gone.poll().answer()).isEqualTo("c[4100,\"Over capacity\"]\n");
    }
  }
}
