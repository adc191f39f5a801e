package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * The beginning of a frame whose end has not come. It holds what has come and no buffer of the
 * socket, so a client that stops in the middle costs its own bytes and no more, whatever length its
 * frame has announced.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-29"
 */
final class PartialFrame {
  private byte[] bytes;
  private int size;

  /** The readable bytes, which are taken. */
  PartialFrame(ByteBuf begun) {
    size = begun.readableBytes();
    bytes = new byte[size];
    begun.readBytes(bytes);
  }

  /** All bytes so far, with those that have come now; they are taken. */
  ByteBuf with(ByteBuf more) {
    int added = more.readableBytes();
    if (size + added > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + added, 2 * bytes.length));
    }
    more.readBytes(bytes, size, added);
    size += added;
    return Unpooled.wrappedBuffer(bytes, 0, size);
  }

  /** Keeps the last bytes only, which are not whole yet. */
  void keepLast(int count) {
    if (count < size) {
      bytes = Arrays.copyOfRange(bytes, size - count, size);
      size = count;
    }
  }
}
