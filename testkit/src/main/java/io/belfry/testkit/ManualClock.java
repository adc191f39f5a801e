package io.belfry.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is advanced. It is both clocks of a program: the monotonic one
 * ({@link #nanoTime}) and the one on the wall ({@link #instant}); both move together.
 *
 * <p>Thread: thread-safe.
 */
public final class ManualClock implements InstantSource {
  private final Instant start;
  private final AtomicLong elapsedNanos = new AtomicLong();

  /** A clock that shows {@code start} and whose {@link #nanoTime} is 0. */
  public ManualClock(Instant start) {
    this.start = start;
  }

  /** A clock that shows the beginning of 2026 in UTC. */
  public ManualClock() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** Nanoseconds since the clock was made, as {@link System#nanoTime} counts them. */
  public long nanoTime() {
    return elapsedNanos.get();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(elapsedNanos.get());
  }

  /**
   * Moves both clocks forward.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "advance: " + duration + " (expected: zero or more, time does not run backwards)");
    }
    elapsedNanos.addAndGet(duration.toNanos());
  }
}
