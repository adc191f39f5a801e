package io.belfry.rest;

import java.io.Serial;

/**
 * A request that did not succeed: the server refused it, or it could not be reached. Nothing is
 * repeated automatically, since an event must not go out twice; {@link #isRetryable} says whether a
 * repetition makes sense.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-160, HTTP-161"
 */
public final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int NO_ANSWER = 0;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_SERVER_ERROR = 500;

  private final int status;
  private final String reason;
  private final String body;

  private ApiException(String message, Answer answer) {
    super(message);
    this.status = answer.status;
    this.reason = answer.reason;
    this.body = answer.body;
  }

  private ApiException(String message, Throwable cause) {
    super(message, cause);
    this.status = NO_ANSWER;
    this.reason = "";
    this.body = "";
  }

  /** What the server said. */
  record Answer(int status, String reason, String body) {}

  static ApiException refused(Answer answer, String sentence) {
    return new ApiException(
        "The server answered " + answer.status + (sentence.isEmpty() ? "." : ": " + sentence),
        answer);
  }

  static ApiException unreachable(Throwable cause) {
    String detail =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ApiException("The server did not answer: " + detail + ".", cause);
  }

  /** HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }

  /**
   * The server's stable word for the cause, such as {@code auth_signature_invalid}; empty when it
   * gave none.
   */
  public String reason() {
    return reason;
  }

  /** Body of the answer, at most 64 KiB of it. */
  public String body() {
    return body;
  }

  /** Whether the same request may succeed later: after no answer, 429 or 5xx. */
  public boolean isRetryable() {
    return status == NO_ANSWER || status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR;
  }
}
