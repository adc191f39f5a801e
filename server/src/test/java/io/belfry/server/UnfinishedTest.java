package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that are begun, and go on slowly, wrongly, in too many parts or not at all. */
class UnfinishedTest {
  private static final int FINAL = 0x80;
  private static final byte[] NONE = {};
  private static final byte[] BEGINNING = {Frame.TEXT, (byte) 0x81, 0, 0, 0, 0, '"'};
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] textFrame(int announced, byte[] sent) {
    return ByteBuffer.allocate(8 + sent.length)
        .put((byte) (FINAL | Frame.TEXT))
        .put((byte) (0x80 | 126))
        .putShort((short) announced)
        .putInt(0)
        .put(sent)
        .array();
  }

  private static void isRead(TestConnection connection) {
    connection.client().sendFrame(FINAL | Frame.PING, NONE);
    assertThat(heard(connection).opcode()).isEqualTo(Frame.PONG);
  }

  /** The next frame but for the pings, with which the server asks after some silence. */
  private static Frame heard(TestConnection connection) {
    Frame next = connection.client().nextFrame();
    while (next.opcode() == Frame.PING) {
      next = connection.client().nextFrame();
    }
    return next;
  }

  private static String next(TestConnection connection) {
    return heard(connection).text();
  }

  @Test
  @Tag("THR-34")
  @Tag("THR-25")
  void givenAnythingThatIsNotWholeAfterThirtySeconds_itClosesWith4100() {
    server.close();
    server = TestServer.startWithLoops(1);
    TestConnection other = server.connect();
    for (byte[] begun :
        List.of(
            BEGINNING,
            new byte[] {Frame.TEXT, (byte) 0x80, 0, 0, 0, 0},
            new byte[] {(byte) (FINAL | Frame.TEXT)},
            new byte[] {(byte) (FINAL | Frame.TEXT), (byte) 0xFF, 0, 0, 0},
            new byte[] {(byte) (FINAL | Frame.PING), (byte) 0x84, 0, 0},
            new byte[] {(byte) (FINAL | Frame.PING), (byte) 0x82, 0, 0, 0, 0, 1},
            new byte[] {(byte) Frame.BINARY, (byte) 0x81, 0, 0, 0, 0, 1},
            textFrame(1_000, new byte[] {'"', 'x'}))) {
      TestConnection connection = server.connect();
      isRead(connection);
      connection.client().sendBytes(begun);
      // On the one loop, whoever asks later is answered when the earlier bytes are read.
      isRead(other);
      server.clock().advance(Duration.ofSeconds(31));
      assertThat(next(connection)).isEqualTo(error(4100, "Over capacity"));
      assertThat(connection.client().nextClose().closeCode()).isEqualTo(4100);
      isRead(other);
    }
  }

  @Test
  @Tag("THR-34")
  void givenMessagesThatAreEachWholeInTime_itStaysOpen() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 4; i++) {
      connection.client().sendBytes(BEGINNING);
      isRead(connection);
      server.clock().advance(Duration.ofSeconds(20));
      isRead(connection);
      connection.client().sendFrame(FINAL, new byte[] {'"'});
      assertThat(next(connection)).contains("\"code\":4303");
    }
  }

  @Test
  @Tag("THR-34")
  @Tag("THR-37")
  void givenAMessageCutByThePace_theTimeInWhichItIsNotReadDoesNotCount() {
    TestConnection connection = server.connect();
    connection.client().sendBytes(BEGINNING);
    for (int i = 0; i < 201; i++) {
      connection.client().sendFrame(FINAL | Frame.PONG, NONE);
    }
    assertThat(next(connection)).contains("\"code\":4307");
    server.clock().advance(Duration.ofSeconds(40));
    connection.client().sendFrame(FINAL, new byte[] {'"'});
    assertThat(next(connection)).contains("\"code\":4303");
  }

  @Test
  @Tag("THR-37")
  void givenAFloodOfFragments_itReadsSlowerToo() {
    for (byte[] part : List.of(NONE, new byte[] {' '})) {
      TestConnection connection = server.connect();
      connection.client().sendFrame(Frame.TEXT, NONE);
      for (int i = 0; i < 250; i++) {
        connection.client().sendFrame(0, part);
      }
      assertThat(next(connection)).contains("\"code\":4307");
      server.clock().advance(Duration.ofSeconds(5));
      connection
          .client()
          .sendFrame(FINAL, "{\"event\":\"pusher:ping\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(next(connection)).isEqualTo(PONG);
    }
  }

  @Test
  @Tag("THR-26")
  void givenAWrongByteInAFrameThatIsNotWhole_itDoesNotWaitForTheRest() {
    for (byte[] bad :
        List.of(
            new byte[] {'a', (byte) 0xFF},
            new byte[] {(byte) 0xC0},
            new byte[] {(byte) 0xED, (byte) 0xA0},
            new byte[] {(byte) 0xF4, (byte) 0x90},
            new byte[] {(byte) 0xE2, (byte) 0x82, 'a'})) {
      TestConnection connection = server.connect();
      connection.client().sendBytes(textFrame(1_000, bad));
      assertThat(connection.client().nextClose().closeCode()).isEqualTo(1007);
    }
  }

  @Test
  @Tag("THR-26")
  void givenACharacterCutByFramesAndPackets_itIsOneCharacter() {
    TestConnection connection = server.connect();
    byte[] text =
        "{\"event\":\"pusher:ping\",\"x\":\"\uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      int opcode = i == 0 ? Frame.TEXT : 0;
      byte[] head = {(byte) (i == text.length - 1 ? FINAL | opcode : opcode), (byte) 0x81, 0, 0};
      connection.client().sendBytes(head);
      connection.client().sendBytes(new byte[] {0, 0, text[i]});
    }
    assertThat(next(connection)).isEqualTo(PONG);
  }
}
