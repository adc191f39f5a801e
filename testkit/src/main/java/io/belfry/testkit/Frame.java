package io.belfry.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket frame as it came over the wire.
 *
 * <p>Thread: immutable.
 *
 * @param opcode 1 text, 2 binary, 8 close, 9 ping, 10 pong
 * @param payload its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // read by tests only
public record Frame(int opcode, byte[] payload) {
  /** Opcode of a text message. */
  public static final int TEXT = 1;

  /** Opcode of a binary message. */
  public static final int BINARY = 2;

  /** Opcode of a close. */
  public static final int CLOSE = 8;

  /** Opcode of a ping. */
  public static final int PING = 9;

  /** Opcode of a pong. */
  public static final int PONG = 10;

  /** The payload as text. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** Code of a close frame; 1005 when it has none. */
  public int closeCode() {
    return payload.length < 2 ? 1005 : Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
  }

  /** Reason of a close frame. */
  public String closeReason() {
    return payload.length < 2
        ? ""
        : new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return opcode == CLOSE
        ? "close " + closeCode() + " " + closeReason()
        : "frame " + opcode + " " + text();
  }
}
