package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.rate.RateBucket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The paces of each app's calls, the same for all event loops.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-010 to LIM-013"
 */
final class ApiRates {
  private final Map<RateKey, RateBucket> buckets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  private record RateKey(String appId, Limit limit) {}

  ApiRates(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes points within the limit; throws {@link ApiError} when they are not there. */
  void take(App app, Limit limit, long points) {
    long perSecond = app.limits().of(limit);
    if (perSecond < 0) {
      return;
    }
    long now = nanoTime.getAsLong();
    RateBucket.Take take =
        buckets
            .computeIfAbsent(new RateKey(app.id(), limit), unused -> new RateBucket(now))
            .take(points, perSecond, now);
    if (!take.isTaken()) {
      throw refusal(limit, perSecond, points, take);
    }
  }

  private static ApiError refusal(
      Limit limit, long perSecond, long points, RateBucket.Take refused) {
    String sentence =
        "This needs %d of the %d points a second that limits.%s grants; %d are left. Wait %d s."
            .formatted(points, perSecond, limit.key(), refused.left(), refused.waitSeconds());
    return ApiReason.RATE_LIMITED
        .saying(sentence)
        .retryAfter(refused.waitSeconds())
        .withHeader("X-RateLimit-Limit", Long.toString(perSecond))
        .withHeader("X-RateLimit-Remaining", Long.toString(refused.left()))
        .by(limit);
  }
}
