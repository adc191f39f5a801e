package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Random and broken input of every kind, beside a connection that must notice nothing. */
class WireFuzzTest {
  private final Logger log = (Logger) LoggerFactory.getLogger("io.belfry");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final TestServer server = TestServer.start("limits: {messages_per_second: -1}");

  @BeforeEach
  void listen() {
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void stop() {
    server.close();
    log.detachAppender(logged);
  }

  private void assertUnharmed(TestConnection canary, long seed) {
    server.publish("{\"name\":\"e\",\"channel\":\"canary\",\"data\":\"" + seed + "\"}");
    assertThat(canary.next()).contains("\"data\":\"" + seed + "\"");
    assertThat(List.copyOf(logged.list))
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .as("seed " + seed)
        .isEmpty();
  }

  private TestConnection canary() {
    TestConnection canary = server.connect();
    canary.subscribe("canary");
    assertThat(canary.next()).isEqualTo(succeeded("canary"));
    return canary;
  }

  @Test
  @Tag("THR-29")
  @Tag("WS-103")
  void givenRandomFrames_nothingIsLoggedAndTheCanaryLives() {
    TestConnection canary = canary();
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      RecordingClient client = server.open("/app/" + TestServer.KEY);
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      for (int i = 0; i + 6 < bytes.length && random.nextInt(4) > 0; i += 2 + random.nextInt(120)) {
        bytes[i] = (byte) (random.nextBoolean() ? 0x81 : 0x80 | random.nextInt(16));
        bytes[i + 1] = (byte) (0x80 | random.nextInt(126));
      }
      try {
        client.sendBytes(bytes);
      } catch (java.io.UncheckedIOException e) {
        // The server has ended the connection already, which it may.
      }
      client.close();
      assertUnharmed(canary, seed);
    }
  }

  @Test
  @Tag("THR-29")
  @Tag("WS-024")
  void givenMessagesMadeOfPiecesOfTheProtocol_everyOneIsAnsweredOrPassedOver() {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      "\"",
      ":",
      ",",
      "\"event\"",
      "\"data\"",
      "\"channel\"",
      "\"auth\"",
      "\"pusher:subscribe\"",
      "\"pusher:signin\"",
      "\"pusher:unsubscribe\"",
      "\"client-x\"",
      "\"pusher:ping\"",
      "\"user_data\"",
      "\"channel_data\"",
      "\"private-a\"",
      "\"a\"",
      "null",
      "true",
      "1e5",
      "-",
      "\\u0000",
      "\\ud800",
      "\"{}\"",
      "\"#server-to-user-a\"",
      " ",
      "é"
    };
    TestConnection canary = canary();
    for (long seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "{\"event\":" : "");
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      TestConnection connection = server.connect();
      connection.send(text.toString());
      connection.send("{\"event\":\"pusher:ping\"}");
      String answer = connection.next();
      while (!answer.equals("{\"event\":\"pusher:pong\",\"data\":\"{}\"}")) {
        assertThat(answer).as("seed %s: %s", seed, text).contains("\"event\":\"pusher");
        answer = connection.next();
      }
      connection.client().close();
      assertUnharmed(canary, seed);
    }
  }

  @Test
  @Tag("THR-29")
  @Tag("THR-24")
  void givenRandomRequests_nothingIsLoggedAndTheCanaryLives() {
    String[] pieces = {
      "GET",
      "POST",
      " ",
      "/",
      "/apps/1/events",
      "?auth_key=app-key",
      "&",
      "=",
      "%2",
      "%zz",
      " HTTP/1.1",
      "\r\n",
      "\n",
      "\r",
      "Host: h",
      "Content-Length: ",
      "5",
      "-1",
      "99999999999",
      "Transfer-Encoding: chunked",
      "Upgrade: websocket",
      "Connection: upgrade",
      ":",
      "\u0000",
      "Sec-WebSocket-Version: 13",
      "Expect: 100-continue",
      "a\r\n",
      "\r\n\r\n",
      "{}"
    };
    TestConnection canary = canary();
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(25); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      RecordingClient client = RecordingClient.open(server.port());
      client.sendBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      client.close();
      assertUnharmed(canary, seed);
    }
  }
}
