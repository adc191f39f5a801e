package io.belfry.rest;

import io.belfry.rest.internal.ApiRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Which failed calls are repeated, and how long after. What may have been carried out is repeated
 * only where twice does no harm.
 *
 * <p>Thread: immutable.
 *
 * @param most how often, from 0 to 10
 * @param givesKeys whether events without an idempotency key get one
 * @see "rule HTTP-161"
 */
record Retries(int most, boolean givesKeys) {
  static final Retries NONE = new Retries(0, false);

  private static final int MOST = 10;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final Set<String> NOTHING_DONE =
      Set.of("overloaded", "cluster_unavailable", "shutting_down");
  private static final String UNDER_WAY = "idempotency_in_progress";
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(30);
  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 5_000;

  Retries {
    if (most < 0 || most > MOST) {
      throw new IllegalArgumentException(
          "The number of retries is " + most + ". Expected from 0 to " + MOST + ".");
    }
  }

  Retries upTo(int other) {
    return new Retries(other, givesKeys);
  }

  Retries withKeys() {
    return new Retries(most, true);
  }

  /** The key of an event or a batch: its own, or one that nobody else has. */
  Optional<String> key(Optional<String> own) {
    return own.isEmpty() && givesKeys ? Optional.of(UUID.randomUUID().toString()) : own;
  }

  /**
   * How long to wait before the call is made again; empty when it is not.
   *
   * @param made how often it was made
   */
  Optional<Duration> wait(ApiRequest request, ApiException failure, int made) {
    if (made > most || !isHarmless(request, failure, made)) {
      return Optional.empty();
    }
    Optional<Duration> asked = failure.retryAfter();
    if (asked.isPresent()) {
      return asked.filter(wait -> wait.compareTo(LONGEST_ASKED) <= 0);
    }
    long bound = Math.min(LONGEST_MILLIS, FIRST_MILLIS << (made - 1));
    return Optional.of(Duration.ofMillis(RandomGenerator.getDefault().nextLong(bound + 1)));
  }

  private static boolean isHarmless(ApiRequest request, ApiException failure, int made) {
    if (failure.status() == CONFLICT) {
      // An attempt before this one, whose answer was lost, is still under way.
      return made > 1 && failure.reason().equals(UNDER_WAY);
    }
    return failure.isRetryable() && (isNothingDone(failure) || request.isHarmlessTwice());
  }

  private static boolean isNothingDone(ApiException failure) {
    return failure.isNeverSent()
        || failure.status() == TOO_MANY_REQUESTS
        || (failure.status() == UNAVAILABLE && NOTHING_DONE.contains(failure.reason()));
  }
}
