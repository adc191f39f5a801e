package io.belfry.server.net;

import org.jspecify.annotations.Nullable;

/**
 * How the messages of one connection are compressed, as client and server have agreed on it.
 * Neither side carries anything over from one message to the next: so one compressed form of a
 * publication serves all, and between messages nothing is kept for a connection.
 *
 * <p>Thread: immutable.
 *
 * @param windowBits by how much the client can look back, as a power of two; 0 for no compression
 * @param isWindowBound whether the client has asked for that bound
 * @see "RFC 7692, section 7.1"
 */
record Deflate(int windowBits, boolean isWindowBound) {
  /** Name of the extension. */
  static final String NAME = "permessage-deflate";

  /** The size of window that no client has to ask for. */
  static final int MOST_WINDOW_BITS = 15;

  /** No compression. */
  static final Deflate NONE = new Deflate(0, false);

  private static final String ANSWER =
      NAME + "; server_no_context_takeover; client_no_context_takeover";

  /** Whether there is compression. */
  boolean isAgreed() {
    return windowBits > 0;
  }

  /**
   * What the client is answered; null for nothing. That of the client's window is never said: the
   * server can look back as far as there is.
   */
  @Nullable String answer() {
    if (!isAgreed()) {
      return null;
    }
    return isWindowBound ? ANSWER + "; server_max_window_bits=" + windowBits : ANSWER;
  }

  /** The form in which the client gets a frame. */
  NettyFrame formOf(NettyFrame frame, Deflation deflation) {
    return windowBits >= windowBitsFor(frame) ? frame.compressed(deflation) : frame;
  }

  /** The window that the compressed form of a frame needs: one that holds all of its message. */
  static int windowBitsFor(NettyFrame frame) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(frame.payloadBytes() - 1);
    return Math.min(Math.max(bits, 1), MOST_WINDOW_BITS);
  }
}
