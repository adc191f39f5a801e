package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With the time-outs that a server has that sets none: 25, 120 and 30 s. */
class KeepAliveTest {
  private static final Duration SILENCE = Duration.ofSeconds(25);
  private static final byte[] PING_TEXT =
      "{\"event\":\"pusher:ping\",\"data\":{}}".getBytes(StandardCharsets.UTF_8);

  @AutoClose private final TestServer server = TestServer.start();

  private static void nextPing(RecordingClient client) {
    assertThat(client.nextFrame().opcode()).isEqualTo(Frame.PING);
  }

  @Test
  @Tag("WS-110")
  @Tag("WS-002")
  void givenAnIdleConnection_itIsPingedWellWithinAMinuteAndTheGreetingNamesTwo() {
    RecordingClient client = server.open("/app/" + TestServer.KEY);
    assertThat(client.next()).contains("\\\"activity_timeout\\\":120}");
    server.clock().advance(SILENCE);
    nextPing(client);
  }

  @Test
  @Tag("WS-110")
  @Tag("WS-033")
  void givenAClientThatAnswersNoPing_itHasAllTheTimeThatTheGreetingPromises() {
    TestConnection connection = server.connect();
    for (int silence = 25; silence <= 125; silence += 25) {
      server.clock().advance(SILENCE);
      nextPing(connection.client());
    }
    // The fifth asked in earnest.
    server.clock().advance(SILENCE);
    nextPing(connection.client());
    server.clock().advance(Duration.ofSeconds(5));
    assertThat(connection.next()).isEqualTo(error(4201, "Pong reply not received"));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4201);
  }

  /** What a client may say to be alive. */
  enum SignOfLife {
    PONG,
    UNASKED_PONG,
    PING,
    TEXT,
    HALF_A_FRAME;

    void from(RecordingClient client, byte[] asked) {
      switch (this) {
        case PONG -> client.sendFrame(0x80 | Frame.PONG, asked);
        case UNASKED_PONG -> client.sendFrame(0x80 | Frame.PONG, new byte[] {1, 2, 3});
        case PING -> {
          client.sendFrame(0x80 | Frame.PING, new byte[0]);
          assertThat(client.nextFrame().opcode()).isEqualTo(Frame.PONG);
        }
        case TEXT -> {
          client.sendFrame(0x80 | Frame.TEXT, PING_TEXT);
          assertThat(client.next()).contains("pusher:pong");
        }
        case HALF_A_FRAME -> client.sendBytes(new byte[] {(byte) 0x81});
      }
    }
  }

  @ParameterizedTest
  @Tag("WS-110")
  @EnumSource
  void givenAnySignOfLife_theConnectionIsNotEnded(SignOfLife sign) {
    // Less than what half a frame may take to become a whole one.
    try (TestServer server = TestServer.start("pong_timeout_seconds: 20")) {
      TestConnection connection = server.connect();
      for (int i = 0; i < 4; i++) {
        server.clock().advance(SILENCE);
        nextPing(connection.client());
      }
      server.clock().advance(SILENCE);
      sign.from(connection.client(), lastPing(connection.client()));
      // Who connects later is heard later, on each loop: the sign has been seen by now.
      server.connect();
      server.connect();
      // Without the sign it would be over by then.
      server.clock().advance(Duration.ofSeconds(28));
      nextPing(connection.client());
    }
  }

  private static byte[] lastPing(RecordingClient client) {
    Frame ping = client.nextFrame();
    assertThat(ping.opcode()).isEqualTo(Frame.PING);
    return ping.payload();
  }

  @Test
  @Tag("WS-111")
  void givenAClockThatLeapt_healthyClientsAreAskedAndStay() {
    List<TestConnection> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(server.connect());
    }
    server.clock().advance(Duration.ofSeconds(155));
    for (TestConnection each : clients) {
      each.client().sendFrame(0x80 | Frame.PONG, lastPing(each.client()));
    }
    // A standstill while the answers are on their way, and nobody has seen them yet.
    server.clock().advance(Duration.ofSeconds(29));
    clients.forEach(KeepAliveTest::isThere);
  }

  private static void isThere(TestConnection connection) {
    connection.client().sendFrame(0x80 | Frame.TEXT, PING_TEXT);
    Frame frame = connection.client().nextFrame();
    while (frame.opcode() == Frame.PING) {
      frame = connection.client().nextFrame();
    }
    assertThat(frame.text()).contains("pusher:pong");
  }

  @Test
  @Tag("WS-111")
  @Tag("THR-34")
  void givenAClockThatLeapt_aRequestThatCameMeanwhileIsAnswered() {
    RecordingClient half = RecordingClient.open(server.port());
    half.sendBytes("GET /healthz HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8));
    server.connect();
    server.connect();
    server.clock().advance(Duration.ofSeconds(60));
    half.sendBytes("Host: belfry\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    half.readHead();
    assertThat(half.status()).isEqualTo(200);
    half.close();
  }
}
