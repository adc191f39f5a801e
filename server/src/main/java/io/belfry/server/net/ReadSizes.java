package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much is read from a socket in one turn of its loop. A turn begins with a small buffer, which
 * holds what clients send in practice, and goes on with large ones as long as they come back full.
 * Nothing is learnt about a socket from one turn to the next, so next to nothing is kept for it.
 *
 * <p>The number of reads is bounded, so that a socket that never runs dry lets the others of its
 * loop have their turn.
 *
 * <p>Thread: immutable; a {@link ReadTurn} is confined to the event loop of its socket.
 */
final class ReadSizes implements RecvByteBufAllocator {
  private static final int FIRST_BYTES = 2 << 10;
  private static final int NEXT_BYTES = 32 << 10;
  private static final int READS_A_TURN = 16;

  @Override
  public ExtendedHandle newHandle() {
    return new ReadTurn();
  }

  /** The reads of one socket in one turn. */
  private static final class ReadTurn implements ExtendedHandle {
    private @Nullable ChannelConfig config;
    private int reads;
    private int attempted;
    private int last;

    @Override
    public void reset(ChannelConfig newConfig) {
      config = newConfig;
      reads = 0;
      attempted = 0;
      last = 0;
    }

    @Override
    public int guess() {
      return reads == 0 ? FIRST_BYTES : NEXT_BYTES;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      return continueReading(() -> last == attempted);
    }

    // Asked anew each time: who handles a message may have stopped the reading.
    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayHoldMore) {
      return config != null
          && config.isAutoRead()
          && last > 0
          && reads < READS_A_TURN
          && mayHoldMore.get();
    }

    @Override
    public void readComplete() {}
  }
}
