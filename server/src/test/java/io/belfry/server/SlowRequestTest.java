package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that come slowly or not at all, judged by the clock of the test. */
class SlowRequestTest {
  private static final String GET = "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String BODY = "x".repeat(20_000);

  private final TestServer server = TestServer.startWithLoops(1);
  private final List<RecordingClient> sockets = new ArrayList<>();

  @AfterEach
  void stop() {
    sockets.forEach(RecordingClient::close);
    server.close();
  }

  private RecordingClient socket() {
    RecordingClient socket = RecordingClient.open(server.port());
    sockets.add(socket);
    return socket;
  }

  private static void send(RecordingClient socket, String text) {
    socket.sendBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A socket that was answered once and may go on. */
  private RecordingClient keptAlive() {
    RecordingClient socket = socket();
    send(socket, GET);
    socket.readHead();
    assertThat(socket.status()).isEqualTo(404);
    socket.readBody();
    return socket;
  }

  /** Asks and is told to go on, so the head has been read. */
  private void announceBody(RecordingClient socket) {
    send(
        socket,
        "POST /apps/1/events?"
            + server.query("/apps/1/events", BODY)
            + " HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\nExpect: 100-continue\r\n\r\n");
    socket.readHead();
    assertThat(socket.status()).isEqualTo(100);
  }

  @Test
  @Tag("THR-34")
  void givenABodyOfWhichNothingComes_itsSocketIsDroppedAfterFiveSeconds() {
    RecordingClient first = socket();
    announceBody(first);
    RecordingClient kept = keptAlive();
    announceBody(kept);
    server.clock().advance(Duration.ofSeconds(5));
    first.awaitEnd();
    kept.awaitEnd();
  }

  @Test
  @Tag("THR-34")
  void givenARequestAtTheEndOfTheIdleTime_itGetsTheTimeOfARequest() {
    RecordingClient kept = keptAlive();
    server.clock().advance(Duration.ofSeconds(56));
    RecordingClient witness = socket();
    server.connect();
    server.clock().advance(Duration.ofSeconds(8));
    announceBody(kept);
    server.clock().advance(Duration.ofSeconds(2));
    witness.awaitEnd();
    send(kept, BODY);
    kept.readHead();
    assertThat(kept.status()).isEqualTo(400);
  }

  @Test
  @Tag("THR-34")
  void givenABodyBelowItsPace_itsSocketIsDroppedAndAFasterOneIsNot() {
    RecordingClient slow = socket();
    RecordingClient steady = socket();
    announceBody(slow);
    announceBody(steady);
    send(slow, "x".repeat(1024));
    for (int second = 0; second < 8; second++) {
      send(steady, "x".repeat(2048));
      server.connect();
      server.clock().advance(Duration.ofSeconds(1));
    }
    slow.awaitEnd();
    send(steady, "x".repeat(20_000 - 8 * 2048));
    steady.readHead();
    assertThat(steady.status()).isEqualTo(400);
  }

  @Test
  @Tag("THR-34")
  @Tag("HTTP-205")
  void givenABodyThatCameFastAndThenStandsStill_itsSocketIsDroppedAfterFiveSeconds() {
    RecordingClient stalled = socket();
    announceBody(stalled);
    send(stalled, BODY.substring(1));
    server.connect();
    server.clock().advance(Duration.ofSeconds(5));
    stalled.awaitEnd();
  }

  @Test
  @Tag("THR-34")
  void givenFiveHundredSilentAndFiveHundredSlowHeads_allAreGoneAndTheCanaryIsNot() {
    TestServer.TestConnection canary = server.connect();
    List<RecordingClient> hostile = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      hostile.add(socket());
      RecordingClient slow = socket();
      send(slow, "GET /app/app-key HTTP/1.1\r\nHost: h\r\nX-" + i + ": ");
      hostile.add(slow);
    }
    server.connect();
    for (int second = 0; second < 9; second++) {
      server.clock().advance(Duration.ofSeconds(1));
      for (int i = 1; i < hostile.size(); i += 2) {
        send(hostile.get(i), "x");
      }
      canary.hasNothing();
    }
    server.clock().advance(Duration.ofSeconds(1));
    hostile.forEach(RecordingClient::awaitEnd);
    canary.hasNothing();
  }
}
