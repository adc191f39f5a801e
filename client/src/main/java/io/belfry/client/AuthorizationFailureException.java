package io.belfry.client;

import java.io.Serial;
import java.util.OptionalInt;

/**
 * A channel could not be subscribed: the auth endpoint refused, was not there or answered something
 * else, or the server refused the subscription.
 *
 * <p>Thread: immutable.
 */
public class AuthorizationFailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final int NO_STATUS = 0;

  private final int status;

  /** A failure without words. */
  public AuthorizationFailureException() {
    this.status = NO_STATUS;
  }

  /** A failure in words. */
  public AuthorizationFailureException(String message) {
    super(message);
    this.status = NO_STATUS;
  }

  /** A failure with its cause. */
  public AuthorizationFailureException(Exception cause) {
    super(cause);
    this.status = NO_STATUS;
  }

  /** A failure in words with its cause. */
  public AuthorizationFailureException(String message, Exception cause) {
    super(message, cause);
    this.status = NO_STATUS;
  }

  /**
   * A failure that has a status.
   *
   * @param status HTTP status of the auth endpoint, or the status in the server's refusal
   */
  public AuthorizationFailureException(String message, int status) {
    super(message);
    this.status = status;
  }

  /**
   * HTTP status of the auth endpoint, or the status in the server's refusal; empty when nothing
   * answered.
   */
  public final OptionalInt status() {
    return status == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(status);
  }
}
