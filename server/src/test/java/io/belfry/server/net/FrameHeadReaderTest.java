package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.CloseReason;
import io.belfry.server.net.FrameHead.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Frames as any client may write them, whole and in two parts. */
class FrameHeadReaderTest {
  private static final int MAX_BYTES = 70_000;
  private static final int FINAL_BINARY = 0x82;
  private static final int MASKED = 0x80;

  private static ByteBuf frame(byte[] payload, int mask) {
    ByteBuf frame = Unpooled.buffer().writeByte(FINAL_BINARY);
    if (payload.length < 126) {
      frame.writeByte(MASKED | payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.writeByte(MASKED | 126).writeShort(payload.length);
    } else {
      frame.writeByte(MASKED | 127).writeLong(payload.length);
    }
    frame.writeInt(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
    }
    return frame;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Property(tries = 300)
  @Tag("WS-025")
  void givenAFrameOfAnySize_itGivesThePayloadUnmasked(
      @ForAll @IntRange(max = MAX_BYTES) int size, @ForAll int mask) {
    ByteBuf frame = frame(random(size), mask);
    FrameHead head = FrameHeadReader.read(frame, MAX_BYTES);
    assertThat(head)
        .isInstanceOfSatisfying(
            FrameHead.Whole.class,
            whole -> {
              assertThat(whole.opcode()).isEqualTo(Opcode.BINARY);
              assertThat(whole.isFinal()).isTrue();
              assertThat(Payload.take(frame, whole)).isEqualTo(random(size));
            });
    assertThat(frame.isReadable()).isFalse();
  }

  @Property(tries = 300)
  @Tag("WS-025")
  void givenAPartOfAHead_itWaitsForTheRest(
      @ForAll @IntRange(max = MAX_BYTES) int size, @ForAll @IntRange(max = 13) int arrived) {
    ByteBuf frame = frame(random(size), 0);
    int headBytes = frame.readableBytes() - size;
    FrameHead head = FrameHeadReader.read(frame.slice(0, Math.min(arrived, headBytes)), MAX_BYTES);
    if (arrived < headBytes) {
      assertThat(head).isInstanceOf(FrameHead.Incomplete.class);
    } else {
      assertThat(head).isInstanceOf(FrameHead.Whole.class);
    }
  }

  @Property(tries = 200)
  @Tag("THR-29")
  void givenAFrameThatIsTooLong_itIsRefusedByItsHead(@ForAll @IntRange(max = 69_999) int most) {
    ByteBuf head = frame(random(MAX_BYTES), 0).slice(0, 14);
    assertThat(FrameHeadReader.read(head, most))
        .isEqualTo(new FrameHead.Broken(CloseReason.MESSAGE_TOO_BIG));
  }

  @Property(tries = 300)
  @Tag("THR-29")
  void givenAFrameInPieces_whatWasKeptAndWhatComesIsThatFrame(
      @ForAll @IntRange(max = 3000) int size, @ForAll @IntRange(min = 1, max = 700) int piece) {
    ByteBuf frame = frame(random(size), 1);
    byte[] expected = new byte[frame.readableBytes()];
    frame.getBytes(0, expected);
    PartialFrame partial = new PartialFrame(frame.readSlice(Math.min(piece, expected.length)));
    ByteBuf all = partial.with(Unpooled.EMPTY_BUFFER);
    while (frame.isReadable()) {
      all = partial.with(frame.readSlice(Math.min(piece, frame.readableBytes())));
    }
    byte[] joined = new byte[all.readableBytes()];
    all.readBytes(joined);
    assertThat(joined).isEqualTo(expected);
  }
}
