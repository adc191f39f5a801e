package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.CloseReason;
import io.belfry.server.Fuzzing;
import io.belfry.server.net.FrameReader.MessageBounds;
import io.belfry.server.net.Inflation.Compressed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Compressed messages, cut in any way, and any bytes in place of them. */
class InflationTest {
  private static final int MAX_BYTES = 20_000;

  private final Inflation inflation = new Inflation();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The payload of a message; flushed now and then, as a sender may. */
  private static byte[] deflated(byte[] plain, int level, int flushedEvery) {
    Deflater deflater = new Deflater(level, true);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[64 << 10];
    for (int at = 0; at == 0 || at < plain.length; at += flushedEvery) {
      deflater.setInput(plain, at, Math.min(flushedEvery, plain.length - at));
      all.write(some, 0, deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH));
    }
    deflater.end();
    byte[] bytes = all.toByteArray();
    return Arrays.copyOf(bytes, bytes.length - 4);
  }

  /** Takes note of what a reader makes of frames. */
  private static final class Noted implements FrameReader.Frames {
    private final List<String> said = new ArrayList<>();

    @Override
    public void onText(byte[] utf8) {
      said.add(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(byte[] bytes) {
      said.add("binary");
    }

    @Override
    public void onFragment() {}

    @Override
    public void onPing(byte[] payload) {
      said.add("ping");
    }

    @Override
    public void onPong() {}

    @Override
    public void onClose(byte[] payload) {
      said.add("close");
    }

    @Override
    public void onBroken(CloseReason reason) {
      said.add(reason.name());
    }
  }

  private static byte[] frames(byte[] payload, int fragmentBytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at == 0 || at < payload.length; at += fragmentBytes) {
      int count = Math.min(fragmentBytes, payload.length - at);
      int first = (at == 0 ? 0x41 : 0) | (at + count == payload.length ? 0x80 : 0);
      byte[] head =
          ByteBuffer.allocate(8)
              .put((byte) first)
              .put((byte) (0x80 | 126))
              .putShort((short) count)
              .putInt(0)
              .array();
      if (count < 126) {
        head = new byte[] {(byte) first, (byte) (0x80 | count), 0, 0, 0, 0};
      }
      all.writeBytes(head);
      all.write(payload, at, count);
    }
    return all.toByteArray();
  }

  @Property(tries = 300, seed = "27")
  @Tag("THR-27")
  void givenAnyTextCutInAnyWay_itIsReadAsItWas(
      @ForAll @Size(max = 400) List<@IntRange(max = 2000) Integer> characters,
      @ForAll @IntRange(max = 9) int level,
      @ForAll @IntRange(min = 1, max = 3000) int pieces,
      @ForAll @IntRange(min = 1, max = 3000) int reads) {
    StringBuilder text = new StringBuilder();
    characters.forEach(character -> text.appendCodePoint(character + 1).append("abcabc"));
    byte[] payload = deflated(utf8(text.toString()), level, pieces);
    byte[] wire = frames(payload, Math.max(pieces, payload.length / 4_000 + 1));
    Noted noted = new Noted();
    FrameReader reader =
        new FrameReader(
            noted, new MessageBounds(1 << 16, MessageBounds.USUAL_FRAGMENTS), inflation);
    for (int at = 0; at < wire.length; at += reads) {
      ByteBuf some = Unpooled.wrappedBuffer(wire, at, Math.min(reads, wire.length - at));
      reader.read(some);
    }
    assertThat(noted.said).containsExactly(text.toString());
    assertThat(reader.heldBytes()).isZero();
  }

  @Test
  @org.junit.jupiter.api.Tag("THR-27")
  @org.junit.jupiter.api.Tag("THR-29")
  void givenAnyBytes_theyAreInflatedWithinTheLimitOrRefused() {
    byte[] text = utf8("{\"event\":\"client-a\",\"data\":\"é漢😀\"}".repeat(300));
    Fuzzing.of(
            "deflate",
            deflated(text, 9, 5_000),
            deflated(text, 1, 700),
            deflated(text, 0, 2_000),
            deflated(new byte[3 * MAX_BYTES], 9, 1 << 20),
            HexFormat.of().parseHex("f348cdc9c9070000"),
            HexFormat.of().parseHex("000500faff48656c6c6f00"))
        .feed(
            bytes -> {
              Compressed whole = new Compressed(bytes, bytes.length, true, MAX_BYTES);
              CloseReason looked = inflation.look(whole);
              CloseReason refusal = inflation.inflate(whole);
              byte[] made = inflation.take();
              assertThat(made.length).isLessThanOrEqualTo(MAX_BYTES);
              if (refusal == null) {
                assertThat(looked).isNull();
                assertThat(utf8(new String(made, StandardCharsets.UTF_8))).isEqualTo(made);
              } else {
                assertThat(refusal)
                    .isIn(
                        CloseReason.INVALID_DEFLATE,
                        CloseReason.INVALID_UTF8,
                        CloseReason.MESSAGE_TOO_BIG);
              }
              // Whatever it was, the next message is read as if it were the first.
              byte[] hello = HexFormat.of().parseHex("f248cdc9c90700");
              assertThat(inflation.inflate(new Compressed(hello, hello.length, true, 5))).isNull();
              assertThat(inflation.take()).isEqualTo(utf8("Hello"));
            });
  }

  @Test
  @org.junit.jupiter.api.Tag("THR-27")
  void givenBlocksThatAreEachTheLast_theyAreCountedLikeFragments() {
    byte[] few = lastBlocks(4_096);
    assertThat(inflation.inflate(new Compressed(few, few.length, true, 9))).isNull();
    assertThat(inflation.take()).isEmpty();
    byte[] many = lastBlocks(4_097);
    assertThat(inflation.inflate(new Compressed(many, many.length, true, 9)))
        .isEqualTo(CloseReason.MESSAGE_TOO_BIG);
  }

  /** Empty ones, and what has to come behind them. */
  private static byte[] lastBlocks(int count) {
    byte[] blocks = new byte[2 * count + 1];
    for (int i = 0; i < count; i++) {
      blocks[2 * i] = 3;
    }
    return blocks;
  }

  @Test
  @org.junit.jupiter.api.Tag("THR-27")
  void givenNoise_itIsReadUpToTheLimit() {
    byte[] noise = new byte[MAX_BYTES];
    new Random(27).nextBytes(noise);
    byte[] payload = deflated(noise, 9, 100);
    Compressed whole = new Compressed(payload, payload.length, false, MAX_BYTES);
    assertThat(inflation.inflate(whole)).isNull();
    assertThat(inflation.take()).isEqualTo(noise);
    Compressed tooMuch = new Compressed(payload, payload.length, false, MAX_BYTES - 1);
    assertThat(inflation.inflate(tooMuch)).isEqualTo(CloseReason.MESSAGE_TOO_BIG);
  }
}
