package io.belfry.server.channel;

/**
 * A complete frame, encoded once and shared by all who get it. Reference-counted: who passes it on
 * to a place that keeps it, retains it for that place.
 *
 * <p>Thread: thread-safe.
 */
public interface OutboundFrame {
  /** Bytes on the wire, header included. */
  int size();

  /** The text as a JSON string in UTF-8, made once for all who ask; not to be written to. */
  byte[] quoted();

  /** One more place keeps this frame. */
  OutboundFrame retain();

  /** One place less keeps this frame. */
  void release();

  /** Makes frames out of texts. */
  interface Factory {
    /** A text frame with this UTF-8 text, held once by the caller. */
    OutboundFrame text(byte[] utf8);
  }
}
