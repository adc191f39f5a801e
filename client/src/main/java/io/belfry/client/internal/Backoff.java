package io.belfry.client.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: a random time from 1 s up to a bound that doubles with
 * each attempt, 2 s, 4 s, 8 s … up to the longest gap. Chance keeps clients that lost one server
 * from coming back as a crowd; the second is what the protocol asks for.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rules CL-003, CL-004"
 */
final class Backoff {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 30;

  private final DoubleSupplier chance;
  private final Duration maxGap;
  private final int maxAttempts;
  private int attempts;

  Backoff(DoubleSupplier chance, Timing timing) {
    this.chance = chance;
    this.maxGap = timing.maxGap();
    this.maxAttempts = timing.maxAttempts();
  }

  /** Forgets failures, since a connection has lasted or the application wants a fresh start. */
  void reset() {
    attempts = 0;
  }

  /** The wait before the next attempt; empty when there have been enough. */
  Optional<Duration> next(RetryRule rule) {
    if (rule == RetryRule.STOP || attempts >= maxAttempts) {
      return Optional.empty();
    }
    attempts++;
    boolean first = attempts == 1;
    if (first && rule == RetryRule.NOW) {
      return Optional.of(Duration.ZERO);
    }
    if (first && rule == RetryRule.SOON) {
      return Optional.of(between(Duration.ZERO, SECOND));
    }
    return Optional.of(between(SECOND, bound()));
  }

  private Duration bound() {
    Duration doubled = Duration.ofSeconds(1L << Math.min(attempts, MAX_DOUBLINGS));
    return doubled.compareTo(maxGap) < 0 ? doubled : maxGap;
  }

  private Duration between(Duration least, Duration most) {
    long spread = most.minus(least).toNanos();
    return least.plusNanos((long) (spread * chance.getAsDouble()));
  }
}
