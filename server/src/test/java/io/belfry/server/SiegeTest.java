package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Attacks beside a connection that must notice none: each of its events comes, in order, and its
 * pings are answered; and behind each attack nothing is left open and nothing was logged.
 */
class SiegeTest {
  private static final int FINAL = 0x80;
  private static final String PING = "{\"event\":\"pusher:ping\"}";
  private static final String UPGRADE =
      "GET /app/app-key HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  private static final String ZEROS = "0".repeat(64);

  private final Logger log = (Logger) LoggerFactory.getLogger("io.belfry");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  // Short enough that the connection which publishes outlives a silent client.
  private final TestServer server =
      TestServer.start("activity_timeout_seconds: 20", "pong_timeout_seconds: 5");
  private final List<RecordingClient> hostile = new ArrayList<>();
  private final TestConnection canary = server.connect();
  private int published;

  @BeforeEach
  void listen() {
    logged.start();
    log.addAppender(logged);
    canary.subscribe("canary");
    assertThat(canary.next()).isEqualTo(succeeded("canary"));
  }

  @AfterEach
  void theCanaryHasNoticedNothing() {
    unnoticed();
    hostile.forEach(RecordingClient::close);
    server.awaitConnections(1);
    unnoticed();
    server.close();
    log.detachAppender(logged);
    assertThat(List.copyOf(logged.list))
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .isEmpty();
  }

  private void unnoticed() {
    published++;
    server.publish("{\"name\":\"e\",\"channel\":\"canary\",\"data\":\"" + published + "\"}");
    assertThat(canary.next()).contains("\"data\":\"" + published + "\"");
    canary.hasNothing();
  }

  private TestConnection attacker() {
    TestConnection attacker = server.connect();
    hostile.add(attacker.client());
    return attacker;
  }

  private RecordingClient socket(String text) {
    RecordingClient socket = RecordingClient.open(server.port());
    hostile.add(socket);
    socket.sendBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static List<String> badTokens(TestConnection of, String text) {
    String good = token(of.socketId() + text);
    String hex = good.substring(good.indexOf(':') + 1);
    return List.of(
        "",
        ":",
        "app-key",
        "app-key:",
        ":" + hex,
        hex,
        "app-key:" + ZEROS,
        "app-key:" + hex.substring(1),
        "app-key:" + hex + "0",
        "app-key:" + hex.toUpperCase(Locale.ROOT) + "A",
        "app-key::" + hex,
        "app-key:" + hex + ":",
        " app-key:" + hex,
        "app-key:" + hex + "\\n",
        "app-key\\u0000:" + hex,
        "APP-KEY:" + hex,
        "other-key:" + hex,
        "second-key:" + hex,
        "retired-key:" + hex,
        TestServer.otherToken(of.socketId() + text),
        token("1.1" + text),
        token(of.socketId() + text + " "),
        token(of.socketId()),
        "app-key:" + hex.replace('0', '\uFF10').replace('a', '\u0430') + "x");
  }

  @Test
  @Tag("THR-05")
  @Tag("THR-06")
  @Tag("WS-035")
  void givenEveryKindOfWrongToken_eachIsRefusedAndNoneOpensAnything() {
    TestConnection attacker = attacker();
    for (String bad : badTokens(attacker, "::user::{\\\"id\\\":\\\"canary\\\"}")) {
      attacker.send(
          "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
              + bad
              + "\",\"user_data\":\"{\\\"id\\\":\\\"canary\\\"}\"}}");
      assertThat(attacker.next()).as(bad).contains("\"code\":4009");
    }
    for (String channel : List.of("private-x", "presence-x", "private-encrypted-x")) {
      for (String bad : badTokens(attacker, ":" + channel)) {
        attacker.subscribe(channel, bad);
        assertThat(attacker.next()).as(bad).contains("AuthError").contains("401");
        assertThat(attacker.next()).as(bad).contains("\"code\":4305");
      }
    }
    unnoticed();
    server.publish("{\"name\":\"e\",\"channel\":\"private-x\",\"data\":\"secret\"}");
    attacker.hasNothing();
  }

  @Test
  @Tag("THR-44")
  @Tag("WS-045")
  void givenAFloodOfGuessedSignatures_itIsClosedWithACodeThatHonestClientsSurvive() {
    for (int i = 0; i < 5; i++) {
      TestConnection attacker = attacker();
      for (int guess = 0; guess <= 100; guess++) {
        attacker.signin("app-key:" + ZEROS, "{\"id\":\"a\"}");
      }
      String next = attacker.next();
      for (; next.contains("\"code\":4009"); next = attacker.next()) {
        assertThat(next).contains("signature");
      }
      assertThat(next).isEqualTo(error(4100, "Over capacity"));
      assertThat(attacker.client().nextClose().closeCode()).isEqualTo(4100);
      unnoticed();
    }
  }

  @Test
  @Tag("THR-37")
  void givenFloodsOfEveryMessage_eachIsSlowedDown() {
    List<String> floods =
        List.of(
            PING,
            "{\"event\":\"client-e\",\"channel\":\"private-f\",\"data\":{}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"f\"}}",
            "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"f\"}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"canary\"}}");
    for (String flood : floods) {
      TestConnection attacker = attacker();
      attacker.subscribePrivate("private-f");
      for (int i = 0; i < 300; i++) {
        attacker.send(flood);
      }
      String next = attacker.next();
      while (!next.contains("\"code\":4307")) {
        next = attacker.next();
      }
      unnoticed();
    }
  }

  @Test
  @Tag("THR-37")
  @Tag("THR-40")
  void givenAMemberWhoJoinsAndLeavesWithoutEnd_itsChannelIsToldAtTheAllowedPace() {
    TestConnection watcher = server.signedIn("watcher");
    hostile.add(watcher.client());
    watcher.subscribePrivate("presence-f");
    assertThat(watcher.next()).contains("subscription_succeeded");
    TestConnection attacker = attacker();
    attacker.signin("{\"id\":\"attacker\"}");
    String auth = token(attacker.socketId() + ":presence-f");
    for (int i = 0; i < 200; i++) {
      attacker.subscribe("presence-f", auth);
      attacker.unsubscribe("presence-f");
    }
    String next = attacker.next();
    while (!next.contains("\"code\":4307")) {
      next = attacker.next();
    }
    watcher.send(PING);
    int told = 0;
    for (String news = watcher.next(); !news.contains("pusher:pong"); news = watcher.next()) {
      assertThat(news).contains(told % 2 == 0 ? "member_added" : "member_removed");
      told++;
    }
    assertThat(told).isLessThanOrEqualTo(200);
    unnoticed();
  }

  @Test
  @Tag("THR-25")
  @Tag("LIM-018")
  void givenFramesThatAreAnnouncedAndNeverSent_theyCostNoMoreThanTheirSilence() {
    List<TestConnection> waiting = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      TestConnection attacker = attacker();
      attacker
          .client()
          .sendBytes(
              ByteBuffer.allocate(8)
                  .put((byte) (FINAL | Frame.TEXT))
                  .put((byte) (0x80 | 126))
                  .putShort((short) 65_000)
                  .putInt(0)
                  .array());
      waiting.add(attacker);
    }
    unnoticed();
    server.clock().advance(Duration.ofSeconds(20));
    for (TestConnection attacker : waiting) {
      assertThat(attacker.client().nextFrame().opcode()).isEqualTo(Frame.PING);
    }
    assertThat(canary.client().nextFrame().opcode()).isEqualTo(Frame.PING);
    unnoticed();
    server.clock().advance(Duration.ofSeconds(5));
    for (TestConnection attacker : waiting) {
      assertThat(attacker.next()).isEqualTo(error(4201, "Pong reply not received"));
      assertThat(attacker.client().nextClose().closeCode()).isEqualTo(4201);
    }
  }

  @Test
  @Tag("THR-37")
  void givenFragmentsWithoutEnd_theyAreReadMoreSlowly() {
    for (int i = 0; i < 5; i++) {
      TestConnection attacker = attacker();
      byte[] fragment = {0, (byte) 0x81, 0, 0, 0, 0, 'x'};
      attacker.client().sendFrame(Frame.TEXT, new byte[] {'"'});
      ByteBuffer many = ByteBuffer.allocate(4096 * fragment.length);
      while (many.hasRemaining()) {
        many.put(fragment);
      }
      attacker.client().sendBytes(many.array());
      assertThat(attacker.next()).contains("\"code\":4307");
      unnoticed();
    }
  }

  @Test
  @Tag("THR-28")
  void givenJsonOfThirtyThousandLevels_itIsMalformedLikeAnyOther() {
    for (String open : List.of("[", "{\"a\":", "{\"event\":\"pusher:ping\",\"data\":[")) {
      TestConnection attacker = attacker();
      for (int i = 0; i < 10; i++) {
        attacker.send("{\"event\":\"pusher:ping\",\"data\":" + open.repeat(60_000 / open.length()));
        assertThat(attacker.next()).contains("\"code\":4303");
      }
      unnoticed();
    }
  }

  @Test
  @Tag("THR-29")
  @Tag("THR-34")
  void givenSocketsThatAreResetOrLeftHalfway_theyAreForgotten() throws IOException {
    for (int i = 0; i < 200; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoLinger(true, 0);
        String sent = UPGRADE.substring(0, i % 4 == 0 ? i % UPGRADE.length() : UPGRADE.length());
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        if (i % 4 == 1) {
          socket.getInputStream().read();
        }
      }
      if (i % 50 == 0) {
        unnoticed();
      }
    }
  }

  @Test
  @Tag("THR-24")
  @Tag("THR-29")
  void givenRubbishBehindARequest_theRequestIsAnsweredAndTheRestRefused() {
    for (String rubbish :
        List.of(
            "\u0000\u0001\u0002\r\n\r\n",
            "\r\n\r\nGET\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
      RecordingClient socket = socket("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n" + rubbish);
      socket.readHead();
      assertThat(socket.status()).isEqualTo(404);
      assertThat(socket.readBody()).doesNotContain("Exception", "netty", "io.belfry");
      socket.readHead();
      assertThat(socket.status()).isEqualTo(400);
      assertThat(socket.header("Server")).isEmpty();
      assertThat(socket.readBody()).doesNotContain("Exception", "netty", "io.belfry");
      socket.awaitEnd();
      unnoticed();
    }
  }

  @Test
  @Tag("THR-31")
  void givenOddPathsToAUser_theBystanderStays() {
    TestConnection bystander = server.signedIn("b");
    hostile.add(bystander.client());
    for (String odd :
        List.of(
            "a%2F..%2Fb",
            "..%2Fb",
            "b%00",
            "B",
            "b%20",
            "%2562",
            "b/",
            "./b",
            "b%2F",
            "b%3F",
            "b%23",
            "b;c",
            "%",
            "%6",
            "%c0%a2",
            "b%0A",
            "*",
            "%EF%BD%82")) {
      String path = "/apps/1/users/" + odd + "/terminate_connections";
      assertThat(server.post(path.replace("%", odd.matches("%|%6") ? "%25" : "%"), "").statusCode())
          .isIn(200, 400, 404);
      bystander.hasNothing();
    }
    unnoticed();
    server.post("/apps/1/users/b/terminate_connections", "");
    assertThat(bystander.next()).contains("\"code\":4009");
  }

  @Test
  @Tag("WS-081")
  @Tag("THR-20")
  void givenAnEventOfAnEncryptedChannel_itsDataPassesByteForByteAndIsNotLogged() {
    Level before = log.getLevel();
    log.setLevel(Level.TRACE);
    TestConnection reader = attacker();
    reader.subscribePrivate("private-encrypted-e");
    assertThat(reader.next()).isEqualTo(succeeded("private-encrypted-e"));
    String sealed =
        "{\\\"nonce\\\":\\\"4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9\\\",  \\\"ciphertext\\\":\\\"\u00e9/A==\\\"}";
    server.publish(
        "{\"name\":\"e\",\"channel\":\"private-encrypted-e\",\"data\":\"" + sealed + "\"}");
    assertThat(reader.next())
        .isEqualTo(
            "{\"event\":\"e\",\"channel\":\"private-encrypted-e\",\"data\":\"" + sealed + "\"}");
    log.setLevel(before);
    assertThat(List.copyOf(logged.list))
        .noneMatch(event -> event.getFormattedMessage().contains("ciphertext"));
  }
}
