package io.belfry.server.webhook;

import io.belfry.server.cluster.Decision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From the event loops to the thread of the webhooks. Bounded by bytes; what does not fit is
 * refused. What clients alone can make much of has half of the room, so that it does not keep out
 * who comes and goes, and no app has more than its share of either.
 *
 * <p>Thread: thread-safe; {@link #park}, {@link #poll} and {@link #isEmpty} are for the thread of
 * the webhooks alone.
 *
 * @see "rules HOOK-070, HOOK-071"
 */
final class HandOver {
  private static final int MOST_SHARES = 4;

  private final ConcurrentLinkedQueue<Handed> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Long> bytesOfApps = new ConcurrentHashMap<>();
  private final Parked parked;
  private final long maxBytes;
  private volatile int shares = 1;

  HandOver(long maxBytes) {
    this.maxBytes = maxBytes;
    this.parked = new Parked(maxBytes / 2);
  }

  /** So many apps are told something: each has a quarter of the room, or more if they are few. */
  void shareAmong(int apps) {
    shares = Math.clamp(apps, 1, MOST_SHARES);
  }

  /** Hands over, if there is room. */
  boolean offer(Handed handed) {
    long room = roomFor(handed);
    long taken = bytes.addAndGet(handed.bytes());
    long ofApp = bytesOfApps.merge(handed.appId(), handed.bytes(), Long::sum);
    if (taken > room || ofApp > room / shares) {
      giveBack(handed);
      return false;
    }
    queue.add(handed);
    return true;
  }

  private long roomFor(Handed handed) {
    boolean isOfSomebody =
        handed instanceof Handed.Decided decided
            && !(decided.decision() instanceof Decision.Counted);
    return isOfSomebody ? maxBytes : maxBytes / 2;
  }

  private void giveBack(Handed handed) {
    bytes.addAndGet(-handed.bytes());
    bytesOfApps.computeIfPresent(
        handed.appId(), (app, before) -> before == handed.bytes() ? null : before - handed.bytes());
  }

  /**
   * Puts all of it aside, since nothing can be told yet.
   *
   * @param refused is told the app of what does not fit there
   */
  void park(Consumer<String> refused) {
    for (Handed handed = next(); handed != null; handed = next()) {
      parked.add(handed, refused);
    }
  }

  /** What was put aside, then the oldest, or null. */
  @Nullable Handed poll() {
    Handed first = parked.poll();
    return first != null ? first : next();
  }

  private @Nullable Handed next() {
    Handed handed = queue.poll();
    if (handed != null) {
      giveBack(handed);
    }
    return handed;
  }

  boolean isEmpty() {
    return parked.isEmpty() && queue.isEmpty();
  }
}
