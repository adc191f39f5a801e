package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  private static final int FINAL = 0x80;
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String... settings) {
    server.close();
    server = TestServer.start(settings);
  }

  private static void assertClosed(TestConnection connection, int code) {
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(code);
    connection.client().awaitEnd();
  }

  @ParameterizedTest
  @Tag("WS-029")
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:ping\",\"data\":{}}",
        "{\"event\":\"pusher:ping\",\"data\":\"\"}",
        "{\"event\": \"pusher:ping\"}",
        "{\"event\":\"pusher:ping\",\"data\":\"{}\",\"more\":[1,{\"a\":null}]}"
      })
  void givenAPing_itAnswersWithAPong(String ping) {
    TestConnection connection = server.connect();
    connection.send(ping);
    assertThat(connection.next()).isEqualTo(PONG);
  }

  @Test
  @Tag("WS-029")
  void givenAPong_itAnswersNothing() {
    TestConnection connection = server.connect();
    connection.send("{\"event\":\"pusher:pong\",\"data\":{}}");
    connection.send("{\"event\":\"pusher:pong\"}");
    connection.client().sendFrame(FINAL | Frame.PONG, new byte[] {1});
    connection.hasNothing();
  }

  @Test
  @Tag("WS-030")
  void givenAWebSocketPing_itReturnsThePayload() {
    TestConnection connection = server.connect();
    for (int size : new int[] {0, 1, 125}) {
      byte[] payload = "p".repeat(size).getBytes(StandardCharsets.UTF_8);
      connection.client().sendFrame(FINAL | Frame.PING, payload);
      Frame pong = connection.client().nextFrame();
      assertThat(pong.opcode()).isEqualTo(Frame.PONG);
      assertThat(pong.payload()).isEqualTo(payload);
    }
  }

  @ParameterizedTest
  @Tag("WS-024")
  @Tag("WS-018")
  @Tag("WS-019")
  @Tag("WS-017")
  @ValueSource(
      strings = {
        "hello",
        "{",
        "[]",
        "7",
        "null",
        "\"{}\"",
        "{}",
        "{\"event\":7}",
        "{\"event\":null}",
        "{\"event\":{}}",
        "{\"data\":{}}",
        "{\"event\":\"pusher:ping\"} x",
        "{\"event\":\"pusher:ping\"}{\"event\":\"pusher:ping\"}",
        "{\"event\":\"pusher:ping\",\"event\":\"pusher:ping\"}",
        "{\"event\":\"pusher:ping\",}",
        "{'event':'pusher:ping'}",
        "{\"event\":\"pusher:ping\",\"data\":NaN}",
        "{\"event\":\"pusher:ping\",\"data\":01}",
        "{\"event\":\"a\\ud800\"}"
      })
  void givenAMessageThatIsNoEvent_itSaysSoAndStaysOpen(String message) {
    TestConnection connection = server.connect();
    connection.send(message);
    assertThat(connection.next()).startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":4303");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-024")
  @Tag("THR-28")
  void givenJsonThatIsTooDeepOrANumberTooLong_itIsMalformed() {
    TestConnection connection = server.connect();
    connection.send(deep(63));
    assertThat(connection.next()).isEqualTo(PONG);
    connection.send(deep(64));
    assertThat(connection.next()).contains("4303");
    connection.send("{\"event\":\"pusher:ping\",\"data\":" + "1".repeat(64) + "}");
    assertThat(connection.next()).isEqualTo(PONG);
    connection.send("{\"event\":\"pusher:ping\",\"data\":" + "1".repeat(65) + "}");
    assertThat(connection.next()).contains("4303");
  }

  private static String deep(int levels) {
    return "{\"event\":\"pusher:ping\",\"data\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
  }

  @Test
  @Tag("THR-28")
  void givenManyKeysWithOneHashCode_itAnswersLikeAnyOther() {
    StringBuilder frame = new StringBuilder("{\"event\":\"pusher:ping\"");
    for (int i = 0; i < 400; i++) {
      String bits = Integer.toBinaryString(0x10000 | i);
      frame.append(",\"").append(bits.replace("0", "Aa").replace("1", "BB")).append("\":1");
    }
    TestConnection connection = server.connect();
    connection.send(frame.append('}').toString());
    assertThat(connection.next()).isEqualTo(PONG);
  }

  @ParameterizedTest
  @Tag("WS-023")
  @Tag("WS-024")
  @ValueSource(
      strings = {
        "{\"event\":\"pusher:subscribe\"}",
        "{\"event\":\"pusher:subscribe\",\"data\":7}",
        "{\"event\":\"pusher:subscribe\",\"data\":\"news\"}",
        "{\"event\":\"pusher:subscribe\",\"data\":{}}",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":7}}",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"a\",\"channel_data\":{}}}",
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\",\"auth\":7}}",
        "{\"event\":\"pusher:unsubscribe\",\"data\":\"news\"}",
        "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":null}}"
      })
  void givenDataOfTheWrongType_itNamesTheEvent(String message) {
    TestConnection connection = server.connect();
    connection.send(message);
    assertThat(connection.next()).contains("4303").contains("Invalid data for pusher:");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-025")
  void givenABinaryMessage_itSaysSoAndStaysOpen() {
    TestConnection connection = server.connect();
    connection.client().sendFrame(FINAL | Frame.BINARY, new byte[] {1, 2, 3});
    assertThat(connection.next()).isEqualTo(error(4303, "Binary messages are not supported"));
    connection.client().sendFrame(Frame.BINARY, new byte[] {1});
    connection.client().sendFrame(FINAL, new byte[] {2});
    assertThat(connection.next()).contains("Binary messages are not supported");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-026")
  void givenAMessageInFragments_itIsOneMessage() {
    TestConnection connection = server.connect();
    byte[] ping = "{\"event\":\"pusher:ping\",\"x\":\"é漢\"}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < ping.length; i++) {
      int opcode = i == 0 ? Frame.TEXT : 0;
      int fin = i == ping.length - 1 ? FINAL : 0;
      connection.client().sendFrame(fin | opcode, new byte[] {ping[i]});
      if (i == 5) {
        connection.client().sendFrame(FINAL | Frame.PING, new byte[0]);
      }
    }
    assertThat(connection.client().nextFrame().opcode()).isEqualTo(Frame.PONG);
    assertThat(connection.next()).isEqualTo(PONG);
  }

  @Test
  @Tag("WS-026")
  @Tag("LIM-018")
  void givenAMessageAtTheLimit_itIsTakenAndOneByteMoreCloses() {
    restart("limits: {max_client_message_bytes: 1024}");
    String empty = "{\"event\":\"pusher:ping\",\"x\":\"\"}";
    String filled = empty.replace("\"\"", "\"" + "x".repeat(1024 - empty.length()) + "\"");
    TestConnection connection = server.connect();
    connection.send(filled);
    assertThat(connection.next()).isEqualTo(PONG);
    connection.send(filled + " ");
    assertClosed(connection, 1009);
  }

  @Test
  @Tag("THR-25")
  @Tag("LIM-018")
  void givenOnlyTheHeadOfAHugeFrame_itClosesBeforeTheRestComes() {
    TestConnection connection = server.connect();
    connection
        .client()
        .sendBytes(
            ByteBuffer.allocate(14)
                .put((byte) (FINAL | Frame.TEXT))
                .put((byte) 0xFF)
                .putLong(Integer.MAX_VALUE * 4L)
                .putInt(0)
                .array());
    assertClosed(connection, 1009);
  }

  @Test
  @Tag("THR-25")
  void givenALengthWithItsTopBitSet_itClosesWith1002() {
    TestConnection connection = server.connect();
    connection
        .client()
        .sendBytes(
            ByteBuffer.allocate(14)
                .put((byte) (FINAL | Frame.TEXT))
                .put((byte) 0xFF)
                .putLong(Long.MIN_VALUE + 5)
                .putInt(0)
                .array());
    assertClosed(connection, 1002);
  }

  @Test
  @Tag("THR-25")
  @Tag("WS-026")
  void givenFragmentsThatAreTogetherTooMuch_itClosesWith1009() {
    restart("limits: {max_client_message_bytes: 1024, messages_per_second: -1}");
    TestConnection connection = server.connect();
    connection.client().sendFrame(Frame.TEXT, new byte[600]);
    connection.client().sendFrame(0, new byte[600]);
    assertClosed(connection, 1009);

    TestConnection other = server.connect();
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.writeBytes(new byte[] {Frame.TEXT, (byte) 0x80, 0, 0, 0, 0});
    for (int i = 0; i < 4096; i++) {
      many.writeBytes(new byte[] {0, (byte) 0x80, 0, 0, 0, 0});
    }
    other.client().sendBytes(many.toByteArray());
    assertClosed(other, 1009);
  }

  @Test
  @Tag("WS-026")
  @Tag("THR-26")
  void givenInvalidUtf8_itClosesWith1007() {
    byte[][] bad = {
      {(byte) 0xFF}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {'a', -61}
    };
    for (byte[] bytes : bad) {
      TestConnection connection = server.connect();
      connection.client().sendFrame(FINAL | Frame.TEXT, bytes);
      assertClosed(connection, 1007);
    }
  }

  @Test
  @Tag("THR-26")
  void givenInvalidUtf8InTheFirstFragment_itDoesNotWaitForTheLast() {
    TestConnection connection = server.connect();
    connection.client().sendFrame(Frame.TEXT, new byte[] {'a', (byte) 0xF5});
    assertClosed(connection, 1007);
  }

  @Test
  @Tag("THR-23")
  void givenBrokenFraming_itClosesWith1002() {
    Map<String, byte[]> broken =
        Map.of(
            "not masked", new byte[] {(byte) (FINAL | Frame.TEXT), 1, 'x'},
            "reserved opcode", new byte[] {(byte) (FINAL | 3), (byte) 0x80, 0, 0, 0, 0},
            "reserved bit 1", new byte[] {(byte) (FINAL | 0x40 | 1), (byte) 0x80, 0, 0, 0, 0},
            "reserved bit 3", new byte[] {(byte) (FINAL | 0x10 | 1), (byte) 0x80, 0, 0, 0, 0},
            "continuation of nothing", new byte[] {(byte) FINAL, (byte) 0x80, 0, 0, 0, 0},
            "fragmented ping", new byte[] {Frame.PING, (byte) 0x80, 0, 0, 0, 0},
            "long ping",
                ByteBuffer.allocate(134)
                    .put((byte) (FINAL | Frame.PING))
                    .put((byte) (0x80 | 126))
                    .putShort((short) 126)
                    .array(),
            "text within a message",
                new byte[] {
                  Frame.TEXT, (byte) 0x80, 0, 0, 0, 0, (byte) (FINAL | 1), (byte) 0x80, 0, 0, 0, 0
                });
    broken.forEach(
        (name, bytes) -> {
          TestConnection connection = server.connect();
          connection.client().sendBytes(bytes);
          assertThat(connection.client().nextClose().closeCode()).as(name).isEqualTo(1002);
        });
  }

  @Test
  @Tag("WS-022")
  @Tag("THR-23")
  void givenAClose_itIsAnsweredWithTheSameCodeOr1002IfThatMayNotBeSent() {
    int[][] sentAndAnswered = {
      {1000, 1000},
      {1001, 1001},
      {3000, 3000},
      {4999, 4999},
      {0, 1002},
      {999, 1002},
      {1004, 1002},
      {1005, 1002},
      {1006, 1002},
      {1015, 1002},
      {2000, 1002},
      {2999, 1002},
      {5000, 1002}
    };
    for (int[] pair : sentAndAnswered) {
      TestConnection connection = server.connect();
      byte[] payload = ByteBuffer.allocate(2).putShort((short) pair[0]).array();
      connection.client().sendFrame(FINAL | Frame.CLOSE, payload);
      Frame close = connection.client().nextClose();
      assertThat(close.closeCode()).as("answer to " + pair[0]).isEqualTo(pair[1]);
      connection.client().awaitEnd();
    }
  }

  @Test
  @Tag("THR-23")
  void givenACloseWithoutACodeOrWithABrokenReason_itIsAnswered() {
    TestConnection empty = server.connect();
    empty.client().sendFrame(FINAL | Frame.CLOSE, new byte[0]);
    assertThat(empty.client().nextClose().closeCode()).isIn(1000, 1005);
    TestConnection half = server.connect();
    half.client().sendFrame(FINAL | Frame.CLOSE, new byte[] {3});
    assertThat(half.client().nextClose().closeCode()).isEqualTo(1002);
    TestConnection reason = server.connect();
    reason.client().sendFrame(FINAL | Frame.CLOSE, new byte[] {3, (byte) 232, (byte) 0xFF});
    assertThat(reason.client().nextClose().closeCode()).isEqualTo(1007);
  }

  @Test
  @Tag("WS-024")
  void givenAnEmptyMessage_itIsPassedOver() {
    TestConnection connection = server.connect();
    connection.send("");
    connection.hasNothing();
  }

  @ParameterizedTest
  @Tag("WS-027")
  @Tag("WS-028")
  @ValueSource(
      strings = {
        "hello",
        "",
        "pusher:nothing",
        "pusher:error",
        "pusher_internal:subscription_succeeded",
        "pusher_internal:member_added",
        "Client-event",
        "client_event",
        " client-event"
      })
  void givenAnUnknownEvent_itIsRefusedAndForwardedToNobody(String event) {
    TestConnection watcher = server.connect();
    watcher.subscribePrivate("private-a");
    assertThat(watcher.next()).isEqualTo(succeeded("private-a"));
    TestConnection sender = server.connect();
    sender.subscribePrivate("private-a");
    assertThat(sender.next()).isEqualTo(succeeded("private-a"));
    sender.send(
        "{\"event\":" + quoted(event) + ",\"channel\":\"private-a\",\"data\":\"{\\\"a\\\":1}\"}");
    assertThat(sender.next()).isEqualTo(error(4303, "Unsupported event received: " + event));
    watcher.hasNothing();
    sender.hasNothing();
  }

  @Test
  @Tag("WS-105")
  @Tag("WS-020")
  @Tag("WS-021")
  void givenMoreThanTwentyErrorsInTenSeconds_itClosesWith4100() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 20; i++) {
      connection.send("{}");
      assertThat(connection.next()).contains("4303");
    }
    server.clock().advance(Duration.ofSeconds(10));
    for (int i = 0; i < 20; i++) {
      connection.send("{}");
      assertThat(connection.next()).contains("4303");
    }
    connection.send("{}");
    assertThat(connection.next()).contains("4303");
    assertThat(connection.next()).isEqualTo(error(4100, "Over capacity"));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4100);
    connection.client().answerClose();
  }

  @Test
  @Tag("THR-37")
  void givenAFlood_itWarnsOnceReadsSlowerAndDropsNothing() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 250; i++) {
      connection.send("{\"event\":\"pusher:ping\"}");
    }
    for (int i = 0; i < 200; i++) {
      assertThat(connection.next()).isEqualTo(PONG);
    }
    assertThat(connection.next()).contains("\"code\":4307");
    server.clock().advance(Duration.ofMillis(300));
    for (int i = 0; i < 30; i++) {
      assertThat(connection.next()).isEqualTo(PONG);
    }
    server.clock().advance(Duration.ofSeconds(5));
    for (int i = 0; i < 20; i++) {
      assertThat(connection.next()).isEqualTo(PONG);
    }
    connection.hasNothing();
  }

  @Test
  @Tag("THR-37")
  void givenAFloodOfControlFrames_itReadsSlowerToo() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 250; i++) {
      connection.client().sendFrame(FINAL | Frame.PONG, new byte[0]);
    }
    assertThat(connection.next()).contains("\"code\":4307");
    server.clock().advance(Duration.ofSeconds(2));
    connection.hasNothing();
  }

  @Test
  @Tag("WS-103")
  void givenAClientThatBreaksEverything_itsNeighboursNoticeNothing() {
    TestConnection neighbour = server.connect();
    neighbour.subscribe("news");
    assertThat(neighbour.next()).isEqualTo(succeeded("news"));
    for (int i = 0; i < 20; i++) {
      TestConnection hostile = server.connect();
      hostile.client().sendBytes(new byte[] {(byte) (0x80 | i), (byte) i, 1, 2, 3});
      hostile.client().close();
    }
    server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"still there\"}");
    assertThat(neighbour.next()).contains("still there");
    neighbour.hasNothing();
  }
}
