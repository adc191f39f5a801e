package io.belfry.client.internal;

import java.io.IOException;
import java.io.Serial;

/**
 * A frame came that no server may send, or one that is too big.
 *
 * <p>Thread: immutable.
 */
final class FrameViolation extends IOException {
  /** What came is against RFC 6455. */
  static final int PROTOCOL_ERROR = 1002;

  /** A text is no UTF-8. */
  static final int INVALID_TEXT = 1007;

  /** A message is longer than the client takes. */
  static final int TOO_BIG = 1009;

  @Serial private static final long serialVersionUID = 1L;

  private final int closeCode;

  FrameViolation(int closeCode, String message) {
    super(message);
    this.closeCode = closeCode;
  }

  /** The code of the close frame that answers it. */
  int closeCode() {
    return closeCode;
  }
}
