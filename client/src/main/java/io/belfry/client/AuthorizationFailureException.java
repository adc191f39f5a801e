package io.belfry.client;

import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable String serverText;
  private final @Nullable String reason;

  /** A failure without words. */
  public AuthorizationFailureException() {
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure in words. */
  public AuthorizationFailureException(String message) {
    super(message);
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure with its cause. */
  public AuthorizationFailureException(Exception cause) {
    super(cause);
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure in words with its cause. */
  public AuthorizationFailureException(String message, Exception cause) {
    super(message, cause);
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /**
   * A failure that has a status.
   *
   * @param status HTTP status of the auth endpoint
   */
  public AuthorizationFailureException(String message, int status) {
    super(message);
    this.status = status;
    this.serverText = null;
    this.reason = null;
  }

  /**
   * A refusal by the server.
   *
   * @param status the status in it; 0 where it has none
   * @param serverText its sentence
   * @param reason its word, such as {@code AuthError}; null where it has none
   */
  public AuthorizationFailureException(
      String message, int status, String serverText, @Nullable String reason) {
    super(message);
    this.status = status;
    this.serverText = serverText;
    this.reason = reason;
  }

  /** The server's sentence; empty where it was not the server that refused. */
  public final Optional<String> serverText() {
    return Optional.ofNullable(serverText);
  }

  /**
   * Why, as the word that the server sent: {@code AuthError}, {@code InvalidChannelName}, {@code
   * InvalidData} or {@code LimitReached}; other servers may send others. Empty where it was not the
   * server that refused, or it sent none.
   */
  public final Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * HTTP status of the auth endpoint, or the status in the server's refusal; empty when nothing
   * answered.
   */
  public final OptionalInt status() {
    return status == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(status);
  }
}
