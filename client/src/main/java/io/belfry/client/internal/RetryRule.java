package io.belfry.client.internal;

/**
 * What the end of a connection means for the next attempt. The ranges are those of the protocol;
 * codes from 4300 never close a connection of ours and count as an ordinary loss.
 *
 * <p>Thread: immutable.
 *
 * @see "rules CL-002, CL-003"
 */
enum RetryRule {
  /** Nothing will change by itself: no attempt. */
  STOP,
  /** The server is to be spared: after a while. */
  LATER,
  /** Another node is ready: within a second. */
  SOON,
  /** The connection died without the server's doing: now. */
  NOW;

  private static final int FIRST_FATAL = 4000;
  private static final int FIRST_LATER = 4100;
  private static final int FIRST_SOON = 4200;
  private static final int FIRST_UNKNOWN = 4300;

  static RetryRule of(int code) {
    if (code >= FIRST_FATAL && code < FIRST_LATER) {
      return STOP;
    }
    return code >= FIRST_SOON && code < FIRST_UNKNOWN ? SOON : LATER;
  }
}
