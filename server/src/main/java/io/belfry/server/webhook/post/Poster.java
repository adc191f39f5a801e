package io.belfry.server.webhook.post;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Carries one request to an endpoint.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-001 to HOOK-010, HOOK-060 to HOOK-067"
 */
public interface Poster extends AutoCloseable {
  /**
   * Signs and sends. Never throws, and never fails: what went wrong is an outcome. Completes on any
   * thread, within the time-out of the endpoint.
   */
  CompletionStage<Outcome> post(Attempt attempt);

  /** Requests under way are broken off, each with an outcome. */
  @Override
  void close();

  /**
   * One request.
   *
   * @param endpoint where it goes, with its headers and time-outs
   * @param key the app's oldest active key, which signs
   * @param isOperators whether the app comes from the operator's own file (rule HOOK-093)
   * @param delivery the same for all attempts of a delivery
   * @param number of this attempt, from 1
   * @param sequence of a request about one channel or one user
   * @param originalTimeMs of a request that is sent later than its first time allows
   * @param body the final text, in UTF-8
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
  record Attempt(
      WebhookEndpoint endpoint,
      App.Key key,
      boolean isOperators,
      UUID delivery,
      int number,
      OptionalLong sequence,
      OptionalLong originalTimeMs,
      byte[] body) {}

  /**
   * What came of a request.
   *
   * @param cause why it counts or does not
   * @param status of the answer, if there was one
   * @param retryAfter what the receiver asked for, with 429 and 503
   */
  record Outcome(Cause cause, OptionalInt status, Optional<Duration> retryAfter) {
    /** An outcome without an answer. */
    public static Outcome of(Cause cause) {
      return new Outcome(cause, OptionalInt.empty(), Optional.empty());
    }
  }

  /** Why a request was taken, or was not. */
  enum Cause {
    /** Any 2xx. */
    DELIVERED,
    /** 410: the receiver wants this delivery never again. */
    GONE,
    /** Any other 4xx. */
    CLIENT_ERROR,
    /** Any 5xx. */
    SERVER_ERROR,
    /** 3xx: redirects are not followed. */
    REDIRECTED,
    /** No connection: refused, unreachable, name unknown. */
    CONNECT_FAILED,
    /** The certificate does not hold, or TLS failed otherwise. */
    TLS_FAILED,
    /** No whole answer in time. */
    TIMED_OUT,
    /** The connection broke, or what came is no HTTP. */
    BROKEN,
    /** The address is one that this app must not reach. */
    TARGET_REFUSED,
    /** Given up before it was ever sent: its time was over. */
    EXPIRED,
    /** The endpoint or its app is configured no more. */
    ENDPOINT_REMOVED;

    /** For metrics, logs and answers, such as {@code timed_out}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
