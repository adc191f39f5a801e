package io.belfry.protocol;

import java.util.Locale;
import java.util.Optional;

/**
 * Codes of {@code pusher:error} on a connection that stays open, and of refusals that a client
 * raises itself.
 *
 * <p>Thread: immutable.
 *
 * @see "rules WS-018, WS-020, LIM-030"
 */
public enum ErrorCode {
  /** The sign-in was refused; the connection stays open and is not signed in. */
  SIGNIN_REFUSED(4009, Retry.AFTER_CHANGE),
  /** A client event was not passed on. */
  CLIENT_EVENT_REJECTED(4301, Retry.AFTER_CHANGE),
  /** The watchlist was cut to the limit. */
  WATCHLIST_CUT(4302, Retry.AFTER_CHANGE),
  /** The frame was malformed or is not supported. */
  MALFORMED_FRAME(4303, Retry.AFTER_CHANGE),
  /** A subscription was rejected for a reason other than authorisation. */
  SUBSCRIPTION_REJECTED(4304, Retry.AFTER_CHANGE),
  /** A subscription was not authorised. */
  SUBSCRIPTION_UNAUTHORIZED(4305, Retry.AFTER_CHANGE),
  /** Too many messages on this connection; reading pauses. */
  TOO_MANY_MESSAGES(4307, Retry.LATER),
  /** The server failed to perform the operation. */
  SERVER_FAILED(4309, Retry.LATER);

  /** What a client may do about it. */
  public enum Retry {
    /** Only a changed request can succeed. */
    AFTER_CHANGE,
    /** The same request may succeed later. */
    LATER
  }

  private final int number;
  private final Retry retry;

  ErrorCode(int number, Retry retry) {
    this.number = number;
    this.retry = retry;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** Short name for programs, such as {@code signin_refused}; it is on no wire. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the same request may succeed later. */
  public Retry retry() {
    return retry;
  }

  /** The code of that number; empty for numbers that no open connection is sent. */
  public static Optional<ErrorCode> of(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
