package io.belfry.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.Frame;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that no server may send, byte for byte, and those at the bounds of what it may. */
@Tag("CL-030")
class StrictFramesTest {
  @AutoClose private final ScriptedServer server = ScriptedServer.start();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private Transport.Link open() {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/app/key");
    return new SocketTransport()
        .open(
            new Transport.Target(uri, Map.of(), null, Proxy.NO_PROXY),
            new Transport.Events() {
              @Override
              public void text(String message) {
                heard.add("text " + message.length() + " " + message.hashCode());
              }

              @Override
              public void activity() {
                heard.add("activity");
              }

              @Override
              public void ended(int code, String reason) {
                heard.add("ended " + code + " " + reason);
              }

              @Override
              public void failed(Throwable cause) {
                heard.add("failed " + cause.getMessage());
              }
            });
  }

  private String next() throws InterruptedException {
    String line = heard.poll(10, TimeUnit.SECONDS);
    assertThat(line).as("something").isNotNull();
    return String.valueOf(line);
  }

  private static String text(String message) {
    return "text " + message.length() + " " + message.hashCode();
  }

  @ParameterizedTest
  @CsvSource({
    "c100, 1002, first reserved bit",
    "a100, 1002, second reserved bit",
    "9100, 1002, third reserved bit",
    "818000000000, 1002, masked",
    "8300, 1002, unknown data opcode",
    "8700, 1002, unknown data opcode",
    "8b00, 1002, unknown control opcode",
    "8f00, 1002, unknown control opcode",
    "0900, 1002, ping in parts",
    "0800, 1002, close in parts",
    "897e007e, 1002, ping of 126 bytes",
    "8000, 1002, a part of nothing",
    "01008100, 1002, a message inside another",
    "01008200, 1002, bytes inside a text",
    "817e007d, 1002, a length of two bytes that fits in one",
    "817f000000000000ffff, 1002, a length of eight bytes that fits in two",
    "817f8000000000000000, 1002, a negative length",
    "817f0000000000800001, 1009, more than eight MiB",
    "817f7fffffffffffffff, 1009, nobody has so much",
    "827f0000000100000000, 1009, also of bytes",
    "8101ff, 1007, no UTF-8",
    "8102c0af, 1007, more bytes than needed",
    "8103eda080, 1007, half a surrogate pair",
    "8104f4908080, 1007, behind the last character",
    "8101c3, 1007, a character that does not end",
    "880103, 1002, half a close code",
    "880203e7, 1002, code 999",
    "880203ec, 1002, code 1004",
    "880203ed, 1002, code 1005",
    "880203ee, 1002, code 1006",
    "880203f7, 1002, code 1015",
    "88020bb7, 1002, code 2999",
    "88021388, 1002, code 5000",
    "880303e8ff, 1007, a reason that is no UTF-8"
  })
  void givenWhatNoServerMaySend_itIsAnsweredByItsCode(String bytes, int code, String what)
      throws InterruptedException {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.sendBytes(HexFormat.of().parseHex(bytes));
      Frame answer = side.nextFrame();
      assertThat(answer.opcode()).as(what).isEqualTo(Frame.CLOSE);
      assertThat(answer.closeCode()).as(what).isEqualTo(code);
      String line = next();
      assertThat(line.equals("activity") ? next() : line).as(what).startsWith("failed ");
      side.awaitEnd();
      link.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 4_095, 4_096, 65_535, 65_536, 8 << 20})
  void givenALengthAtABound_theTextComesWhole(int length) throws InterruptedException {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.send("x".repeat(length));

      assertThat(next()).isEqualTo(text("x".repeat(length)));
      link.abort();
    }
  }

  @Test
  void givenATextCutAnywhere_itComesWhole() throws InterruptedException {
    String whole = "grüße \uD83D\uDE00 €";
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      for (int cut = 0; cut <= bytes.length; cut++) {
        side.sendBytes(part(1, bytes, 0, cut));
        side.sendFrame(Frame.PING, new byte[0]);
        side.sendBytes(part(0x80, bytes, cut, bytes.length));

        assertThat(next()).isEqualTo("activity");
        assertThat(next()).isEqualTo("activity");
        assertThat(next()).isEqualTo(text(whole));
        link.proceed();
      }
      link.abort();
    }
  }

  private static byte[] part(int first, byte[] bytes, int from, int to) {
    byte[] frame = new byte[2 + to - from];
    frame[0] = (byte) first;
    frame[1] = (byte) (to - from);
    System.arraycopy(bytes, from, frame, 2, to - from);
    return frame;
  }

  @Test
  void givenManyPartsThatAreTooMuchTogether_itIsTooBig() throws InterruptedException {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      byte[] half = "x".repeat(4 << 20).getBytes(StandardCharsets.US_ASCII);
      side.sendBytes(new byte[] {1, 127, 0, 0, 0, 0, 0, 64, 0, 0});
      side.sendBytes(half);
      side.sendBytes(new byte[] {0, 127, 0, 0, 0, 0, 0, 64, 0, 0});
      side.sendBytes(half);
      side.sendBytes(new byte[] {(byte) 0x80, 1});

      assertThat(side.nextFrame().closeCode()).isEqualTo(1009);
      link.abort();
    }
  }

  @Test
  void givenManyPings_theLastIsAnswered() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      for (int i = 0; i < 100; i++) {
        side.sendFrame(Frame.PING, new byte[] {(byte) i});
      }
      Frame answer = side.nextFrame();
      while (answer.payload()[0] != 99) {
        answer = side.nextFrame();
      }
      assertThat(answer.opcode()).isEqualTo(Frame.PONG);
      link.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1003, 1007, 1014, 3000, 4200, 4999})
  void givenACloseCodeThatMayBeSent_itIsTheEndAndAnswered(int code) throws InterruptedException {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.sendClose(code, "grüße");

      assertThat(side.nextFrame().closeCode()).isEqualTo(code);
      assertThat(next()).isEqualTo("ended " + code + " grüße");
      link.abort();
    }
  }

  @Test
  void givenTwoFramesOfOurs_theirMasksDiffer() {
    Transport.Link link = open();
    try (ServerSide side = server.acceptBytes()) {
      side.upgrade();
      link.send("a");
      link.send("a");
      byte[] first = side.readBytes(7);
      byte[] second = side.readBytes(7);

      assertThat(first[1]).isEqualTo((byte) 0x81);
      assertThat(first).isNotEqualTo(second);
      link.abort();
    }
  }
}
