package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The second form of a frame: when there is one, and how long. */
class NettyFrameTest {
  private static final String LONG = "{\"price\":12.5}".repeat(200);

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final Deflation deflation = new Deflation();

  private NettyFrame frame(byte[] payload) {
    return (NettyFrame) NettyFrame.factory(allocator).text(payload);
  }

  private NettyFrame frame(String text) {
    return frame(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertNothingIsKept() {
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  @Tag("THR-27")
  void givenAFrameWithItsOtherForm_bothGoWithTheLastWhoKeepsThem() {
    NettyFrame frame = frame(LONG);
    NettyFrame compressed = frame.compressed(deflation);
    assertThat(compressed.size()).isLessThan(frame.size() / 5);
    assertThat(frame.compressed(deflation)).isSameAs(compressed);
    assertThat(compressed.compressed(deflation)).isSameAs(compressed);
    frame.release();
    assertNothingIsKept();

    NettyFrame again = frame(LONG);
    NettyFrame kept = (NettyFrame) again.compressed(deflation).retain();
    ByteBuf written = ((NettyFrame) again.retain()).toWrite();
    again.release();
    assertThat(written.refCnt()).isEqualTo(1);
    written.release();
    ByteBuf last = kept.toWrite();
    assertThat(last.getUnsignedByte(0)).isEqualTo((short) 0xC1);
    last.release();
    assertNothingIsKept();
  }

  @Test
  @Tag("THR-27")
  void givenWhatDoesNotGetShorter_itHasNoOtherForm() {
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    for (NettyFrame frame :
        new NettyFrame[] {
          frame(noise),
          frame("x".repeat(Deflation.LEAST_BYTES - 1)),
          frame(""),
          NettyFrame.ping(allocator),
          (NettyFrame) NettyFrame.pong(allocator, new byte[125])
        }) {
      assertThat(frame.compressed(deflation)).isSameAs(frame);
      frame.release();
    }
    NettyFrame least = frame("x".repeat(Deflation.LEAST_BYTES));
    assertThat(least.compressed(deflation)).isNotSameAs(least);
    least.release();
    assertNothingIsKept();
  }

  @Test
  @Tag("THR-27")
  void givenTwoLoopsThatNeedItAtOnce_itIsCompressedOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      NettyFrame frame = frame(LONG + i);
      CyclicBarrier both = new CyclicBarrier(2);
      CompletableFuture<NettyFrame> other =
          CompletableFuture.supplyAsync(() -> ask(frame, new Deflation(), both));
      assertThat(ask(frame, deflation, both)).isSameAs(other.get());
      frame.release();
      assertNothingIsKept();
    }
  }

  private static NettyFrame ask(NettyFrame frame, Deflation deflation, CyclicBarrier both) {
    try {
      both.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return frame.compressed(deflation);
  }
}
