package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What RFC 6455 forbids, as bytes on a socket, and the code that each is answered with before the
 * socket ends. All frames are masked with zeros, so a payload stands on the wire as it is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictFramingTest {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int PONG = 10;
  private static final String PONG_MESSAGE = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  private final TestServer server = TestServer.start();

  @AfterAll
  void stop() {
    server.close();
  }

  private static byte[] frame(int firstByte, byte... payload) {
    return join(
        new byte[] {(byte) firstByte, (byte) (MASKED | payload.length), 0, 0, 0, 0}, payload);
  }

  private static byte[] close(int code, byte... reason) {
    byte[] payload =
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    return frame(FINAL | Frame.CLOSE, payload);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List.of(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private TestConnection sent(byte[] bytes) {
    TestConnection connection = server.connect();
    connection.client().sendBytes(bytes);
    return connection;
  }

  /** The close frame comes before the socket ends, and nothing comes between. */
  private static void assertClosed(TestConnection connection, int code) {
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(code);
    connection.client().awaitEnd();
  }

  static Stream<Arguments> broken() {
    List<Arguments> rows = new ArrayList<>();
    for (int reserved : new int[] {0x40, 0x20, 0x10, 0x70}) {
      for (int opcode : new int[] {Frame.TEXT, Frame.BINARY, Frame.PING, PONG, Frame.CLOSE}) {
        rows.add(
            row(
                "reserved bits " + reserved + " on opcode " + opcode,
                frame(FINAL | reserved | opcode)));
      }
      rows.add(
          row(
              "reserved bits " + reserved + " on a continuation",
              join(frame(Frame.TEXT, (byte) 'a'), frame(FINAL | reserved, (byte) 'b'))));
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      rows.add(row("opcode " + opcode, frame(FINAL | opcode)));
      rows.add(
          row(
              "opcode " + opcode + " in a message",
              join(frame(Frame.TEXT), frame(FINAL | opcode))));
    }
    for (int opcode : new int[] {Frame.PING, PONG, Frame.CLOSE}) {
      rows.add(row("control frame " + opcode + " in fragments", frame(opcode)));
      rows.add(
          row(
              "control frame " + opcode + " of 126 bytes",
              join(
                  new byte[] {(byte) (FINAL | opcode)},
                  bytes("fe 00 7e 00 00 00 00"),
                  new byte[126])));
    }
    rows.add(row("text that is not masked", bytes("81 01 78")));
    rows.add(row("ping that is not masked", bytes("89 00")));
    rows.add(row("close that is not masked", bytes("88 02 03 e8")));
    rows.add(row("continuation of nothing", frame(FINAL)));
    rows.add(row("first fragment that continues nothing", frame(0)));
    rows.add(row("text in a text", join(frame(Frame.TEXT), frame(FINAL | Frame.TEXT))));
    rows.add(row("binary in a text", join(frame(Frame.TEXT), frame(FINAL | Frame.BINARY))));
    rows.add(row("length in two bytes for one", bytes("81 fe 00 7d 00 00 00 00")));
    rows.add(
        row("length in eight bytes for two", bytes("81 ff 00 00 00 00 00 00 ff ff 00 00 00 00")));
    rows.add(
        row("length with its top bit set", bytes("81 ff 80 00 00 00 00 00 00 01 00 00 00 00")));
    rows.add(row("length with all bits set", bytes("82 ff ff ff ff ff ff ff ff ff 00 00 00 00")));
    rows.add(row("close with half a code", frame(FINAL | Frame.CLOSE, (byte) 3)));
    return rows.stream();
  }

  private static Arguments row(String name, byte[] bytes) {
    return Arguments.of(name, bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  @Tag("THR-23")
  @Tag("THR-25")
  void givenAFrameThatMayNotBe_itClosesWith1002(String name, byte[] bytes) {
    assertClosed(sent(bytes), 1002);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @Tag("WS-022")
  @ValueSource(
      ints = {
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32_767, 32_768,
        40_000, 65_535
      })
  void givenACloseCodeThatMayNotBeSent_itIsAnsweredWith1002(int code) {
    assertClosed(sent(close(code)), 1002);
    assertClosed(sent(close(code, utf8("a reason"))), 1002);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void givenACloseCodeThatMayBeSent_itIsAnsweredWithTheSame(int code) {
    assertClosed(sent(close(code)), code);
    assertClosed(sent(close(code, utf8("réason"))), code);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @Tag("THR-26")
  @ValueSource(strings = {"ff", "c3", "61 ed a0 80", "f4 90 80 80", "c0 af", "80"})
  void givenACloseReasonThatIsNoUtf8_itIsAnsweredWith1007(String reason) {
    assertClosed(sent(close(1000, bytes(reason))), 1007);
  }

  @ParameterizedTest
  @Tag("THR-26")
  @ValueSource(
      strings = {
        "80",
        "c0 80",
        "e0 80 80",
        "ed a0 80",
        "ed bf bf",
        "f4 90 80 80",
        "f5",
        "fe",
        "ff"
      })
  void givenTextThatIsNoUtf8_itEndsAtTheWrongByteWhereverThatIs(String bad) {
    assertClosed(sent(frame(FINAL | Frame.TEXT, join(utf8("{\"a\":\"é"), bytes(bad)))), 1007);
    assertClosed(sent(frame(Frame.TEXT, join(utf8("{\"a\":\"é"), bytes(bad)))), 1007);
    assertClosed(sent(join(frame(Frame.TEXT, utf8("{\"a\":\"é")), frame(0, bytes(bad)))), 1007);
  }

  @Test
  @Tag("THR-26")
  void givenTextThatEndsWithinACharacter_itClosesWith1007() {
    assertClosed(sent(frame(FINAL | Frame.TEXT, bytes("61 c3"))), 1007);
    assertClosed(sent(join(frame(Frame.TEXT, bytes("61 e6")), frame(FINAL, bytes("bc")))), 1007);
  }

  @ParameterizedTest
  @Tag("THR-26")
  @Tag("WS-026")
  @ValueSource(ints = {FINAL | Frame.PING, FINAL | PONG})
  void givenAControlFrameWithinACharacter_theTextIsJudgedAsIfItWereNotThere(int control) {
    byte[] whole = utf8("{\"event\":\"pusher:ping\",\"x\":\"é\"}");
    int cut = whole.length - 3;
    byte[] start = frame(Frame.TEXT, java.util.Arrays.copyOf(whole, cut));
    byte[] end = frame(FINAL, java.util.Arrays.copyOfRange(whole, cut, whole.length));

    TestConnection good = sent(join(start, frame(control, bytes("ff 80")), end));
    Frame answer = good.client().nextFrame();
    if (answer.opcode() == PONG) {
      assertThat(answer.payload()).isEqualTo(bytes("ff 80"));
      answer = good.client().nextFrame();
    }
    assertThat(answer.text()).isEqualTo(PONG_MESSAGE);
    good.hasNothing();

    TestConnection bad =
        sent(join(frame(Frame.TEXT, utf8("{\"a\":\"")), frame(control), frame(FINAL, bytes("ff"))));
    Frame last = bad.client().nextFrame();
    assertThat((last.opcode() == PONG ? bad.client().nextFrame() : last).closeCode())
        .isEqualTo(1007);
  }

  @Test
  @Tag("THR-23")
  void givenABinaryMessageInFragments_itsBytesNeedNotBeUtf8() {
    TestConnection connection =
        sent(
            join(frame(Frame.BINARY, bytes("ff")), frame(FINAL | PONG), frame(FINAL, bytes("fe"))));
    assertThat(connection.next()).contains("Binary messages are not supported");
    connection.hasNothing();
  }

  @Test
  @Tag("THR-23")
  void givenWhatComesBehindAClose_itIsNotHandled() {
    byte[] ping = frame(FINAL | Frame.TEXT, utf8("{\"event\":\"pusher:ping\"}"));
    assertClosed(sent(join(close(1000), ping, frame(FINAL | Frame.PING), ping)), 1000);
  }

  @Test
  @Tag("THR-23")
  @Tag("THR-25")
  void givenFramesCutAtEveryByte_theyAreReadLikeWholeOnes() {
    TestConnection connection = server.connect();
    byte[] ping = frame(FINAL | Frame.TEXT, utf8("{\"event\":\"pusher:ping\",\"x\":\"é漢😀\"}"));
    for (byte part : ping) {
      connection.client().sendBytes(new byte[] {part});
    }
    assertThat(connection.next()).isEqualTo(PONG_MESSAGE);
  }
}
