package io.belfry.server.rate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that several event loops share: one number, changed by compare-and-set. The number
 * is the time at which the bucket would be full again; taking tokens puts that time off, and what
 * would put it off beyond the burst is refused as a whole and changes nothing. The pace is given
 * with each take, so a changed limit counts from the next one on.
 *
 * <p>Thread: thread-safe; waits for nobody.
 *
 * @see "rules LIM-010 to LIM-012"
 */
public final class RateBucket {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong fullAt;

  /**
   * What became of a take.
   *
   * @param isTaken whether the tokens were there
   * @param left whole tokens that are left
   * @param waitSeconds whole seconds after which the same take may come again, at least 1
   */
  public record Take(boolean isTaken, long left, long waitSeconds) {}

  /** A bucket that is full at that time of the monotonic clock. */
  public RateBucket(long nowNanos) {
    this.fullAt = new AtomicLong(nowNanos);
  }

  /**
   * Takes tokens out of a bucket that holds one second's worth.
   *
   * @param tokens how many, all or none
   * @param perSecond pace of filling; negative for no limit, 0 for none at all
   * @param nowNanos time of the monotonic clock
   */
  public Take take(long tokens, long perSecond, long nowNanos) {
    if (perSecond < 0) {
      return new Take(true, Long.MAX_VALUE, 1);
    }
    if (perSecond == 0) {
      return new Take(tokens == 0, 0, 1);
    }
    while (true) {
      long full = fullAt.get();
      long from = full - nowNanos > 0 ? full : nowNanos;
      long behind = from - nowNanos + tokens * SECOND / perSecond;
      if (behind > SECOND) {
        long wait = (behind - SECOND + SECOND - 1) / SECOND;
        return new Take(false, left(from - nowNanos, perSecond), Math.max(1, wait));
      }
      if (fullAt.compareAndSet(full, nowNanos + behind)) {
        return new Take(true, left(behind, perSecond), 1);
      }
    }
  }

  /** Whether the bucket is full, so that a new one would do as well. */
  public boolean isFull(long nowNanos) {
    return fullAt.get() - nowNanos <= 0;
  }

  private static long left(long behind, long perSecond) {
    return Math.max(0, (SECOND - behind) * perSecond / SECOND);
  }
}
