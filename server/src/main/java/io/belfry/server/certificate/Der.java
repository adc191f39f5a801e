package io.belfry.server.certificate;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * As much of DER (X.690) as it takes to put a private key into the form that the JDK reads.
 *
 * <p>Thread: stateless.
 */
final class Der {
  static final int SEQUENCE = 0x30;
  static final int OCTETS = 0x04;

  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int PARAMETERS = 0xA0;
  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  private Der() {}

  /** An element: tag, length and these contents behind each other. */
  static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length < LONG_FORM) {
      out.write(length);
    } else if (length <= 0xFF) {
      out.write(LONG_FORM | 1);
      out.write(length);
    } else {
      out.write(LONG_FORM | 2);
      out.write(length >> Byte.SIZE);
      out.write(length);
    }
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  /**
   * The name of the curve in an elliptic key of SEC 1, as a whole element; empty where there is
   * none.
   */
  static Optional<byte[]> curveOf(byte[] sec1) {
    Cursor inside = new Cursor(sec1, 0, sec1.length).enter(SEQUENCE);
    // Behind version and key.
    Cursor parameters = inside.skip().skip().enter(PARAMETERS);
    return parameters.isAt(OBJECT_IDENTIFIER) ? Optional.of(parameters.whole()) : Optional.empty();
  }

  /** A place between two ends; a place of nothing where it does not add up. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Cursor(byte[] bytes, int at, int end) {
    private boolean isAt(int tag) {
      return at < end && (bytes[at] & 0xFF) == tag && contentEnd() >= 0;
    }

    private Cursor nothing() {
      return new Cursor(bytes, end, end);
    }

    private Cursor enter(int tag) {
      return isAt(tag) ? new Cursor(bytes, contentStart(), contentEnd()) : nothing();
    }

    private Cursor skip() {
      int next = at < end ? contentEnd() : -1;
      return next < 0 ? nothing() : new Cursor(bytes, next, end);
    }

    private byte[] whole() {
      return Arrays.copyOfRange(bytes, at, contentEnd());
    }

    private int lengthBytes() {
      int first = at + 1 < end ? bytes[at + 1] & 0xFF : 0;
      return first < LONG_FORM ? 0 : first - LONG_FORM;
    }

    private int contentStart() {
      return at + 2 + lengthBytes();
    }

    private int contentEnd() {
      int more = lengthBytes();
      if (more > MAX_LENGTH_BYTES || contentStart() > end) {
        return -1;
      }
      int length = more == 0 ? bytes[at + 1] & 0xFF : 0;
      for (int i = 0; i < more; i++) {
        length = length << Byte.SIZE | (bytes[at + 2 + i] & 0xFF);
      }
      return length > end - contentStart() ? -1 : contentStart() + length;
    }
  }
}
