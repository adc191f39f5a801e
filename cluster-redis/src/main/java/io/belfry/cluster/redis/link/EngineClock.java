package io.belfry.cluster.redis.link;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the engine's clock says now, by the quickest of its latest answers: it was read somewhere
 * between the question and the answer, so a slow answer tells little.
 *
 * <p>Thread: confined to the owner.
 */
final class EngineClock {
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoTime;
  private long asked;
  private long heard;
  private long ahead;
  private long roundTrip = Long.MAX_VALUE;

  EngineClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** What was heard before may be of another clock. */
  void begin() {
    roundTrip = Long.MAX_VALUE;
  }

  /** The engine is asked now, one thing after the other, and its answer tells the time. */
  void asks() {
    asked = nanoTime.getAsLong();
  }

  /** That is answered; how many nanoseconds it took. */
  long hears(long engineMillis) {
    long now = nanoTime.getAsLong();
    long took = now - asked;
    if (took <= roundTrip || now - heard > STALE_NANOS) {
      roundTrip = took;
      heard = now;
      ahead = TimeUnit.MILLISECONDS.toNanos(engineMillis) - (asked + took / 2);
    }
    return took;
  }

  /** What the engine's clock says now; any time at all before the first answer. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() + ahead);
  }

  /** How long ago something was, at which the engine's clock said that; never negative. */
  Duration since(long engineMillis) {
    long age = nanoTime.getAsLong() + ahead - TimeUnit.MILLISECONDS.toNanos(engineMillis);
    return Duration.ofNanos(Math.max(0, age));
  }
}
