package io.belfry.client;

import java.io.Serial;
import java.util.OptionalInt;

/**
 * The user could not be signed in: the auth endpoint refused, was not there or answered something
 * else, or the server refused the token.
 *
 * <p>Thread: immutable.
 */
public class AuthenticationFailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final int NO_STATUS = 0;

  private final int status;

  /** A failure without words. */
  public AuthenticationFailureException() {
    this.status = NO_STATUS;
  }

  /** A failure in words. */
  public AuthenticationFailureException(String message) {
    super(message);
    this.status = NO_STATUS;
  }

  /** A failure with its cause. */
  public AuthenticationFailureException(Exception cause) {
    super(cause);
    this.status = NO_STATUS;
  }

  /** A failure in words with its cause. */
  public AuthenticationFailureException(String message, Exception cause) {
    super(message, cause);
    this.status = NO_STATUS;
  }

  /**
   * A failure that has a status.
   *
   * @param status HTTP status of the auth endpoint, or the server's code 4009
   */
  public AuthenticationFailureException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** HTTP status of the auth endpoint, or the server's code 4009; empty when nothing answered. */
  public final OptionalInt status() {
    return status == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(status);
  }
}
