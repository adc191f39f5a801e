package io.belfry.client;

import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable String serverText;
  private final @Nullable String reason;

  /** A failure without words. */
  public AuthenticationFailureException() {
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure in words. */
  public AuthenticationFailureException(String message) {
    super(message);
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure with its cause. */
  public AuthenticationFailureException(Exception cause) {
    super(cause);
    this.status = NO_STATUS;
    this.serverText = null;
    this.reason = null;
  }

  /** A failure in words with its cause. */
  public AuthenticationFailureException(String message, Exception cause) {
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
  public AuthenticationFailureException(String message, int status) {
    super(message);
    this.status = status;
    this.serverText = null;
    this.reason = null;
  }

  /**
   * A refusal by the server.
   *
   * @param code the server's error code
   * @param serverText its sentence
   * @param reason word of the table of codes; null where that does not tell
   */
  public AuthenticationFailureException(
      String message, int code, String serverText, @Nullable String reason) {
    super(message);
    this.status = code;
    this.serverText = serverText;
    this.reason = reason;
  }

  /** The server's error code, 4009; empty where it was not the server that refused. */
  public final OptionalInt code() {
    return serverText == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** The server's sentence; empty where it was not the server that refused. */
  public final Optional<String> serverText() {
    return Optional.ofNullable(serverText);
  }

  /**
   * Why, as one word for programs: {@code signin_refused} where it was the server. The protocol
   * sends no word; it is that of the table of limits and errors.
   */
  public final Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** HTTP status of the auth endpoint, or the server's code 4009; empty when nothing answered. */
  public final OptionalInt status() {
    return status == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(status);
  }
}
