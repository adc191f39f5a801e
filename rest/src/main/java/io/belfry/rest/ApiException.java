package io.belfry.rest;

import io.belfry.protocol.Shortened;
import io.belfry.rest.internal.AllConnectionsBusy;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A request that did not succeed: the server refused it, or it could not be reached. Nothing is
 * repeated automatically unless {@link RestOptions#withRetries} says so, since an event must not go
 * out twice; {@link #isRetryable} says whether a repetition makes sense.
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
  private static final int MAX_SENTENCE = 400;

  @SuppressWarnings("serial") // never serialised
  private final Answer answer;

  private ApiException(String message, Answer answer) {
    super(message);
    this.answer = answer;
  }

  private ApiException(String message, Throwable cause) {
    super(message, cause);
    this.answer = new Answer(NO_ANSWER, "", "", Optional.empty());
  }

  /** What the server said. */
  record Answer(int status, String reason, String body, Optional<Duration> retryAfter) {}

  static ApiException refused(Answer answer, String sentence) {
    String reason = answer.reason.isEmpty() ? "" : " " + Shortened.of(answer.reason);
    return new ApiException(
        "The server answered "
            + answer.status
            + reason
            + (sentence.isEmpty() ? "." : ": " + Shortened.of(sentence, MAX_SENTENCE)),
        answer);
  }

  static ApiException unreachable(URI server, Throwable cause) {
    return new ApiException(sentence(server, cause), cause);
  }

  private static String sentence(URI server, Throwable cause) {
    if (cause instanceof AllConnectionsBusy) {
      return cause.getMessage()
          + " to "
          + server
          + " until the request timed out. Nothing was sent; make fewer calls at a time.";
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return "No connection to " + server + " in time. Check its address, port and firewall.";
    }
    if (cause instanceof ConnectException
        && cause.getCause() instanceof UnresolvedAddressException) {
      return "The host of " + server + " is unknown, no address is known for its name.";
    }
    if (cause instanceof ConnectException) {
      return "Nothing can be reached at " + server + ". Check its address and port.";
    }
    if (cause instanceof TimeoutException) {
      return "The server at "
          + server
          + " did not answer in time. It may have carried out the request all the same.";
    }
    if (cause instanceof InterruptedException) {
      return "The wait for the server at "
          + server
          + " was interrupted. It may have carried out the request all the same.";
    }
    String detail = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return "The connection to " + server + " failed: " + detail + ".";
  }

  /** HTTP status; 0 when there was no answer. */
  public int status() {
    return answer.status;
  }

  /**
   * The server's stable word for the cause, such as {@code auth_signature_invalid}; empty when it
   * gave none.
   */
  public String reason() {
    return answer.reason;
  }

  /** Body of the answer, at most 64 KiB of it. */
  public String body() {
    return answer.body;
  }

  /** How long the server asks to wait before a repetition. */
  public Optional<Duration> retryAfter() {
    return answer.retryAfter;
  }

  /** Whether no connection was there to send it on, so that nothing can have come of it. */
  boolean isNeverSent() {
    return getCause() instanceof ConnectException
        || getCause() instanceof HttpConnectTimeoutException;
  }

  /** Whether the same request may succeed later: after no answer, 429 or 5xx. */
  public boolean isRetryable() {
    return status() == NO_ANSWER || status() == TOO_MANY_REQUESTS || status() >= FIRST_SERVER_ERROR;
  }
}
