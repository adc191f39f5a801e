package io.belfry.server.net;

import io.belfry.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the payload of a frame that a client sends: whole and in order, not whole yet,
 * or broken.
 *
 * <p>Thread: immutable.
 */
sealed interface FrameHead {
  /** Kinds of frames. */
  enum Opcode {
    CONTINUATION,
    TEXT,
    BINARY,
    CLOSE,
    PING,
    PONG;

    boolean isControl() {
      return compareTo(CLOSE) >= 0;
    }

    static @Nullable Opcode of(int number) {
      return switch (number) {
        case 0x0 -> CONTINUATION;
        case 0x1 -> TEXT;
        case 0x2 -> BINARY;
        case 0x8 -> CLOSE;
        case 0x9 -> PING;
        case 0xA -> PONG;
        default -> null;
      };
    }
  }

  /** More bytes have to come. */
  record Incomplete() implements FrameHead {
    static final Incomplete INSTANCE = new Incomplete();
  }

  /** No such frame may be sent. */
  record Broken(CloseReason reason) implements FrameHead {
    static final Broken PROTOCOL = new Broken(CloseReason.PROTOCOL_ERROR);
    static final Broken TOO_BIG = new Broken(CloseReason.MESSAGE_TOO_BIG);
  }

  /**
   * A head that is whole.
   *
   * @param opcode kind of the frame
   * @param isFinal whether it ends its message
   * @param size bytes of the head
   * @param mask key with which the payload is masked
   * @param payloadSize bytes of the payload
   */
  record Whole(Opcode opcode, boolean isFinal, int size, int mask, int payloadSize)
      implements FrameHead {}
}
