package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes the payload of a frame out of the bytes that have come, unmasked. Eight bytes are unmasked
 * in one step.
 *
 * <p>Thread: stateless.
 */
final class Payload {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Payload() {}

  /** Reads the frame at the reader index, which has come whole, and moves on behind it. */
  static byte[] take(ByteBuf bytes, FrameHead.Whole head) {
    byte[] payload = new byte[head.payloadSize()];
    bytes.skipBytes(head.size()).readBytes(payload);
    if (head.mask() != 0) {
      unmask(payload, head.mask());
    }
    return payload;
  }

  private static void unmask(byte[] payload, int mask) {
    long twice = ((long) mask << Integer.SIZE) | Integer.toUnsignedLong(mask);
    int i = 0;
    for (; i <= payload.length - Long.BYTES; i += Long.BYTES) {
      LONGS.set(payload, i, (long) LONGS.get(payload, i) ^ twice);
    }
    for (; i < payload.length; i++) {
      payload[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
    }
  }
}
