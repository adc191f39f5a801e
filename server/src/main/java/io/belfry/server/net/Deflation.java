package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses messages, each by itself and one after the other with the same deflater. It is there
 * from the first of them on, since it takes a quarter of a megabyte.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-27; RFC 7692, section 7.2.1"
 */
final class Deflation {
  /** Shorter messages are not worth it: the packet is as good as the same, and the work is not. */
  static final int LEAST_BYTES = 1024;

  // What an empty block without compression ends with. The receiver puts it there again.
  private static final int TAIL_BYTES = 4;

  private @Nullable Deflater deflater;

  /**
   * The message in its compressed form, which is the caller's; null where it would not be shorter.
   *
   * @param message stays as it is
   */
  @Nullable ByteBuf compress(ByteBuf message) {
    int length = message.readableBytes();
    Deflater used = ready();
    ByteBuf target = message.alloc().directBuffer(length, length);
    ByteBuffer into = target.nioBuffer(0, length);
    used.setInput(message.nioBuffer());
    int made = used.deflate(into, Deflater.SYNC_FLUSH);
    boolean isWhole = used.needsInput() && made < length;
    used.reset();
    if (!isWhole) {
      target.release();
      return null;
    }
    return target.writerIndex(made - TAIL_BYTES);
  }

  private Deflater ready() {
    Deflater used = deflater;
    if (used == null) {
      // Those who get a message wait for it, and the next levels take off little more of JSON.
      used = new Deflater(Deflater.BEST_SPEED, true);
      deflater = used;
    }
    return used;
  }
}
