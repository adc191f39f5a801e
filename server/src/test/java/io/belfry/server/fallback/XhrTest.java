package io.belfry.server.fallback;

import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static io.belfry.server.fallback.Browser.QUERY;
import static io.belfry.server.fallback.Browser.lineOf;
import static io.belfry.server.fallback.Browser.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import io.belfry.server.TestServer.TestConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streaming and polling as pusher-js does them. */
class XhrTest {
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";

  @AutoClose private final TestServer server = TestServer.start();
  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  @Test
  @Tag("WS-092")
  @Tag("WS-096")
  void givenAStream_itBeginsWithThePreludeOAndTheHandshakeAndStaysOpen() {
    HttpSocket stream = browser.openStream();
    String handshake = stream.line();
    assertThat(handshake)
        .startsWith("a[\"{\\\"event\\\":\\\"pusher:connection_established\\\",\\\"data\\\":");
    assertThat(stream.header("Content-Type")).isEqualTo("application/javascript; charset=UTF-8");
    assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
    assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
    browser.send(subscribe("news"));
    assertThat(stream.line()).isEqualTo(lineOf(succeeded("news")));
    for (int i = 0; i < 50; i++) {
      server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + i + "\"}");
      assertThat(stream.line()).contains("\\\"data\\\":\\\"" + i + "\\\"");
    }
    assertThat(server.server().connections()).isEqualTo(1);
  }

  @Test
  @Tag("WS-093")
  void givenAPoll_itEndsWithWhatThereIsAndTheNextGoesOnOnTheSameSocket() {
    HttpSocket poll = browser.poll();
    String first = poll.answer();
    assertThat(first).startsWith("o\na[\"{\\\"event\\\":\\\"pusher:connection_established\\\"");
    assertThat(poll.header("Content-Length")).isEqualTo(Integer.toString(first.length()));
    for (int i = 0; i < 5; i++) {
      poll.send("POST", browser.base() + "/xhr" + QUERY, "");
      browser.send(PING);
      assertThat(poll.answer()).isEqualTo(lineOf(PONG) + "\n");
    }
  }

  @Test
  @Tag("WS-093")
  void givenFramesBetweenTwoPolls_theyComeInOneLineInOrder() {
    browser.poll().answer();
    browser.send(subscribe("a"));
    browser.send(subscribe("b"), PING);
    assertThat(browser.poll().answer())
        .isEqualTo(lineOf(succeeded("a"), succeeded("b"), PONG) + "\n");
  }

  @Test
  @Tag("WS-094")
  void givenAPostOfSeveralMessages_eachIsHandledInOrder() {
    HttpSocket stream = browser.openStream();
    stream.line();
    assertThat(browser.post("[]")).isEqualTo(204);
    assertThat(stream.line()).isEqualTo("a[]");
    browser.send(subscribe("a"), "", "nonsense", PING);
    assertThat(stream.line())
        .startsWith(lineOf(succeeded("a")).replace("]", ","))
        .contains("4303,\\\"message\\\":\\\"Invalid message format")
        .endsWith("," + TestServer.quoted(PONG) + "]");
  }

  @Test
  @Tag("WS-094")
  void givenAnUnknownSession_aPostIsAnswered404() {
    assertThat(browser.post("[]")).isEqualTo(404);
    assertThat(browser.post("[\"x\"]")).isEqualTo(404);
  }

  @Test
  @Tag("WS-094")
  void givenABadBody_itIsAnswered400AndTheSessionNoticesNothing() {
    HttpSocket stream = browser.openStream();
    stream.line();
    for (String body :
        new String[] {
          "",
          "x",
          "{}",
          "\"a\"",
          "[1]",
          "[null]",
          "[[]]",
          "[\"a\",2]",
          "[\"a\"",
          "[\"a\"]x",
          "[\"a\"],\"x\":[]",
          "[\"a\"]}",
          "[\"\\ud800\"]",
          "[" + String.join(",", Collections.nCopies(257, "\"\"")) + "]"
        }) {
      assertThat(browser.post(body)).as(body).isEqualTo(400);
    }
    HttpSocket notUtf8 = browser.socket();
    notUtf8.sendBytes(
        ("POST " + browser.base() + "/xhr_send HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n[\"")
            .getBytes(StandardCharsets.UTF_8));
    notUtf8.sendBytes(new byte[] {(byte) 0xC3, '"', ']'}).head();
    assertThat(notUtf8.status()).isEqualTo(400);
    browser.send(PING);
    assertThat(stream.line()).isEqualTo(lineOf(PONG));
  }

  @Test
  @Tag("THR-25")
  void givenABodyOverItsBound_itIsAnswered413BeforeItIsRead() {
    HttpSocket socket = browser.socket();
    socket.sendBytes(
        ("POST "
                + browser.base()
                + "/xhr_send HTTP/1.1\r\nHost: h\r\nContent-Length: 262145\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(socket.head().status()).isEqualTo(413);
    HttpSocket receive = browser.request("POST", browser.base() + "/xhr", "x".repeat(1025));
    assertThat(receive.head().status()).isEqualTo(413);
  }

  @Test
  @Tag("WS-026")
  @Tag("WS-099")
  void givenAMessageOverTheLimit_theSessionIsClosedWith1009() {
    HttpSocket stream = browser.openStream();
    stream.line();
    browser.send("x".repeat(65_537));
    assertThat(stream.line()).isEqualTo("c[1009,\"Message too big\"]");
    assertThat(stream.line()).isNull();
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-095")
  void givenEmptyPosts_eachBurstIsAnsweredAndNeverWithAHeartbeat() {
    HttpSocket stream = browser.openStream();
    stream.line();
    for (int i = 0; i < 50; i++) {
      assertThat(browser.post("[]")).isEqualTo(204);
      assertThat(stream.line()).isEqualTo("a[]");
    }
  }

  @Test
  @Tag("WS-095")
  @Tag("THR-37")
  void givenAFloodOfEmptyPosts_readingPausesAndTheSessionLives() {
    HttpSocket stream = browser.openStream();
    stream.line();
    HttpSocket posts = browser.socket();
    for (int i = 0; i < 250; i++) {
      posts.send("POST", browser.base() + "/xhr_send", "[]");
    }
    String line = stream.line();
    while ("a[]".equals(line)) {
      line = stream.line();
    }
    assertThat(line).startsWith("a[\"{\\\"event\\\":\\\"pusher:error\\\"").contains("4307");
    for (int i = 0; i < 200; i++) {
      posts.answer();
      assertThat(posts.status()).isEqualTo(204);
    }
    server.clock().advance(Duration.ofSeconds(3));
    for (int i = 0; i < 50; i++) {
      posts.answer();
      assertThat(posts.status()).isEqualTo(204);
    }
  }

  @Test
  @Tag("WS-096")
  void givenAReceiveRequestWhileOneIsOpen_theOldOneEndsAndTheNewOneGoesOnWithoutO() {
    HttpSocket old = browser.openStream();
    old.line();
    HttpSocket fresh = browser.stream();
    assertThat(old.line()).isNull();
    browser.send(PING);
    assertThat(fresh.line()).isEqualTo(lineOf(PONG));
    HttpSocket poll = browser.poll();
    assertThat(fresh.line()).isNull();
    browser.send(PING);
    assertThat(poll.answer()).isEqualTo(lineOf(PONG) + "\n");
  }

  @Test
  @Tag("WS-096")
  void givenAPollWhileOneIsOpen_theOldOneEndsEmptyAndNothingIsLost() {
    // With one event loop the requests are taken in the order in which they were sent.
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, event_loops: 1}
        apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
        """;
    try (TestServer one = TestServer.withConfig(yaml);
        Browser client = new Browser(one, "s")) {
      HttpSocket old = client.poll();
      old.answer();
      old.send("POST", client.base() + "/xhr" + QUERY, "");
      HttpSocket fresh = client.poll();
      assertThat(old.answer()).isEmpty();
      assertThat(old.status()).isEqualTo(200);
      client.send(PING);
      assertThat(fresh.answer()).isEqualTo(lineOf(PONG) + "\n");
    }
  }

  @Test
  @Tag("WS-096")
  void givenAStreamThatBreaksOff_theNextOneHasWhatCameMeanwhile() {
    HttpSocket stream = browser.openStream();
    stream.line();
    browser.send(subscribe("a"));
    stream.line();
    stream.close();
    for (int i = 0; i < 3; i++) {
      browser.send(subscribe("a" + i));
    }
    HttpSocket next = browser.stream();
    StringBuilder all = new StringBuilder();
    while (!all.toString().contains("a2")) {
      all.append(next.line());
    }
    assertThat(all.toString()).contains("a0", "a1", "a2");
  }

  @Test
  @Tag("WS-100")
  void givenASession_itsSigninChannelsAndUserEventsAreThoseOfAnyConnection() {
    HttpSocket stream = browser.openStream();
    String socketId = Browser.socketIdOf(stream.line());
    String userData = "{\"id\":\"ada\"}";
    browser.send(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
            + token(socketId + "::user::" + userData)
            + "\",\"user_data\":"
            + TestServer.quoted(userData)
            + "}}");
    assertThat(stream.line()).contains("pusher:signin_success");
    browser.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\",\"auth\":\""
            + token(socketId + ":private-a")
            + "\"}}");
    assertThat(stream.line()).isEqualTo(lineOf(succeeded("private-a")));
    server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"\\u2028<\"}");
    assertThat(stream.line()).contains("\\u2028<").contains("\\\"event\\\":\\\"e\\\"");

    TestConnection other = server.connect();
    other.subscribePrivate("private-a");
    assertThat(other.next()).isEqualTo(succeeded("private-a"));
    browser.send("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}");
    assertThat(other.next()).contains("client-x");
    other.send("{\"event\":\"client-y\",\"channel\":\"private-a\",\"data\":\"2\"}");
    assertThat(stream.line()).contains("client-y");

    assertThat(server.post("/apps/1/users/ada/terminate_connections", "").statusCode())
        .isEqualTo(200);
    assertThat(stream.line()).isEqualTo("c[4009,\"You were disconnected by the application\"]");
    assertThat(stream.line()).isNull();
  }
}
