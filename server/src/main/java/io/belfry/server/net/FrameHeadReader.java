package io.belfry.server.net;

import io.belfry.server.net.FrameHead.Broken;
import io.belfry.server.net.FrameHead.Incomplete;
import io.belfry.server.net.FrameHead.Opcode;
import io.belfry.server.net.FrameHead.Whole;
import io.netty.buffer.ByteBuf;

/**
 * Reads the heads of frames straight from the bytes that have come, so that nothing of a codec
 * stands, or is kept for each connection, between the socket and its messages.
 *
 * <p>Thread: stateless.
 *
 * @see "RFC 6455, section 5.2; rules WS-025, THR-25"
 */
final class FrameHeadReader {
  private static final int FIRST_BYTES = 2;
  private static final int MASK_BYTES = 4;
  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int MAX_SHORT_LENGTH = 125;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int MAX_TWO_BYTES = 0xFFFF;

  private FrameHeadReader() {}

  /**
   * Reads the head at the reader index, which stays where it is.
   *
   * @param maxPayloadBytes longest payload that is taken
   */
  static FrameHead read(ByteBuf bytes, int maxPayloadBytes) {
    if (bytes.readableBytes() < FIRST_BYTES) {
      return Incomplete.INSTANCE;
    }
    int first = bytes.getByte(bytes.readerIndex());
    int second = bytes.getByte(bytes.readerIndex() + 1);
    Opcode opcode = Opcode.of(first & OPCODE);
    if (opcode == null || (first & RESERVED) != 0 || (second & MASKED) == 0) {
      return Broken.PROTOCOL;
    }
    boolean isFinal = (first & FINAL) != 0;
    if (opcode.isControl() && (!isFinal || (second & LENGTH) > MAX_SHORT_LENGTH)) {
      return Broken.PROTOCOL;
    }
    return read(bytes, new Whole(opcode, isFinal, 0, 0, second & LENGTH), maxPayloadBytes);
  }

  private static FrameHead read(ByteBuf bytes, Whole begun, int maxPayloadBytes) {
    int lengthBytes = bytesOfLength(begun.payloadSize());
    int size = FIRST_BYTES + lengthBytes + MASK_BYTES;
    if (bytes.readableBytes() < size - MASK_BYTES) {
      return Incomplete.INSTANCE;
    }
    int at = bytes.readerIndex() + FIRST_BYTES;
    long length =
        switch (lengthBytes) {
          case 0 -> begun.payloadSize();
          case Short.BYTES -> bytes.getUnsignedShort(at);
          default -> bytes.getLong(at);
        };
    if (length < shortest(lengthBytes)) {
      return Broken.PROTOCOL;
    }
    if (length > maxPayloadBytes) {
      return Broken.TOO_BIG;
    }
    return bytes.readableBytes() < size
        ? Incomplete.INSTANCE
        : new Whole(
            begun.opcode(), begun.isFinal(), size, bytes.getInt(at + lengthBytes), (int) length);
  }

  private static int bytesOfLength(int shortLength) {
    if (shortLength <= MAX_SHORT_LENGTH) {
      return 0;
    }
    return shortLength == LENGTH_IN_TWO_BYTES ? Short.BYTES : Long.BYTES;
  }

  /** What fits into fewer bytes has to stand in fewer. */
  private static int shortest(int lengthBytes) {
    return switch (lengthBytes) {
      case 0 -> 0;
      case Short.BYTES -> MAX_SHORT_LENGTH + 1;
      default -> MAX_TWO_BYTES + 1;
    };
  }
}
