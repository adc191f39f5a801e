package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final TestServer server =
      TestServer.start("activity_timeout_seconds: 20", "pong_timeout_seconds: 5");

  @AfterEach
  void stop() {
    server.close();
  }

  private static Frame nextPing(TestConnection connection) {
    Frame frame = connection.client().nextFrame();
    assertThat(frame.opcode()).isEqualTo(Frame.PING);
    return frame;
  }

  @Test
  @Tag("WS-031")
  @Tag("WS-002")
  void givenTheActivityTimeout_itIsToldAndKept() {
    RecordingClient client = server.open("/app/" + TestServer.KEY);
    assertThat(client.next()).contains("\\\"activity_timeout\\\":20}");
    server.clock().advance(Duration.ofSeconds(20));
    assertThat(client.nextFrame().opcode()).isEqualTo(Frame.PING);
  }

  @Test
  @Tag("WS-031")
  void givenTraffic_itSendsNoPing() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 5; i++) {
      server.clock().advance(Duration.ofMillis(19_999));
      connection.hasNothing();
    }
    server.clock().advance(Duration.ofSeconds(20));
    nextPing(connection);
  }

  @Test
  @Tag("WS-032")
  void givenAClientThatOnlyAnswersWebSocketPings_itStaysForAnyTime() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 10; i++) {
      server.clock().advance(Duration.ofSeconds(20));
      Frame ping = nextPing(connection);
      connection.client().sendFrame(0x80 | Frame.PONG, ping.payload());
      connection.hasNothing();
    }
  }

  @Test
  @Tag("WS-033")
  @Tag("WS-021")
  void givenASilentClient_itClosesWith4201() {
    TestConnection connection = server.connect();
    server.clock().advance(Duration.ofSeconds(20));
    nextPing(connection);
    server.clock().advance(Duration.ofSeconds(5));
    assertThat(connection.next()).isEqualTo(error(4201, "Pong reply not received"));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4201);
  }

  @Test
  @Tag("THR-34")
  void givenAPeerThatDoesNotAnswerAClose_itsSocketIsDropped() {
    TestConnection connection = server.connect();
    server.clock().advance(Duration.ofSeconds(20));
    nextPing(connection);
    server.clock().advance(Duration.ofSeconds(5));
    assertThat(connection.next()).contains("4201");
    connection.client().nextClose();
    server.clock().advance(Duration.ofSeconds(2));
    connection.client().awaitEnd();
  }

  @Test
  @Tag("THR-34")
  void givenAHeadThatNeverEnds_itsSocketIsDropped() {
    RecordingClient silent = RecordingClient.open(server.port());
    RecordingClient slow = RecordingClient.open(server.port());
    slow.sendBytes(new byte[] {'G', 'E', 'T'});
    // Whoever comes later was accepted later: the two are known to the server by now.
    server.connect();
    server.connect();
    server.clock().advance(Duration.ofSeconds(10));
    silent.awaitEnd();
    slow.awaitEnd();
    silent.close();
    slow.close();
  }
}
