package io.belfry.server.rate;

import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import java.util.function.LongSupplier;

/**
 * A token bucket: filled at a steady pace up to its burst, emptied one by one. A caller who keeps
 * to the pace is never refused.
 *
 * <p>Thread: confined to its owner.
 *
 * @see "rule LIM-012"
 */
public final class RateLimiter {
  private static final int MESSAGE_BURST_SECONDS = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  private final int perSecond;
  private final int burst;
  private final LongSupplier nanoTime;
  private double tokens;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param perSecond tokens a second; negative for no limit, 0 for none at all
   * @param burst most tokens in the bucket
   * @param nanoTime monotonic clock
   */
  RateLimiter(long perSecond, long burst, LongSupplier nanoTime) {
    this.perSecond = Math.clamp(perSecond, -1, Integer.MAX_VALUE);
    this.burst = Math.clamp(burst, -1, Integer.MAX_VALUE);
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.filledAt = nanoTime.getAsLong();
  }

  /** A full bucket for one owner, filled at the pace of the limit. */
  public static RateLimiter of(Limits limits, Limit limit, LongSupplier nanoTime) {
    long perSecond = limits.of(limit);
    int burstSeconds = limit == Limit.MESSAGES_PER_SECOND ? MESSAGE_BURST_SECONDS : 1;
    return new RateLimiter(perSecond, perSecond * burstSeconds, nanoTime);
  }

  /** Whether it fills at that pace; where it does not, the limit was changed since it was made. */
  public boolean hasPace(long wanted) {
    return perSecond == wanted;
  }

  /** Takes a token if there is one. */
  public boolean tryTake() {
    if (perSecond < 0) {
      return true;
    }
    if (tokens < 1) {
      fill();
    }
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /**
   * Takes tokens that what was granted has turned out to cost beside its own; what is missing is
   * owed, up to one burst.
   */
  public void owe(long count) {
    tokens = Math.max(tokens - count, -burst);
  }

  // Only an empty bucket asks for the time: most connections never send enough to need it.
  private void fill() {
    long now = nanoTime.getAsLong();
    tokens =
        Math.min(
            (double) burst,
            tokens + (double) (now - filledAt) * (double) perSecond / NANOS_PER_SECOND);
    filledAt = now;
  }
}
