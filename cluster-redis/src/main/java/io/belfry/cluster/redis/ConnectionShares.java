package io.belfry.cluster.redis;

import io.belfry.server.cluster.ClusterAdapter.Room;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * How many connections of an app this node may have, where a limit holds for all nodes together.
 * Each node tells the engine its number, and hears how many there are; of what is left it admits
 * its share, one of as many as there are nodes, and then asks again. So nobody waits for the
 * engine, and nodes that admit at the same time come past the limit at most in the second in which
 * they have not heard of each other.
 *
 * <p>An app is asked for each second while clients come to it, and at once when its share is half
 * used. One of which nothing is known, or nothing new, may have one connection more until then.
 *
 * <p>Thread: thread-safe; no lock is held while anybody comes.
 *
 * @see "rules CLU-052, LIM-031"
 */
final class ConnectionShares {
  private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long OLD_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration TAKEN_APART = Duration.ofSeconds(2);
  private static final long NOT_KNOWN = -1;

  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final ToLongFunction<String> nodes;
  private final Asking asking;
  private final LongSupplier nanoTime;
  private final long mayBeGhostsNanos;

  /** Asks how many connections of an app there are on all nodes; {@link #learned} hears of it. */
  @FunctionalInterface
  interface Asking {
    /** Tells that so many are here, and asks. */
    void ask(String appId, long connections);
  }

  /**
   * Nothing is known.
   *
   * @param nodes how many nodes share what an app may have, at least 1
   * @param nanoTime monotonic clock
   * @param lease after which silence the connections of a node are not counted any more
   */
  ConnectionShares(
      ToLongFunction<String> nodes, Asking asking, LongSupplier nanoTime, Duration lease) {
    this.nodes = nodes;
    this.asking = asking;
    this.nanoTime = nanoTime;
    this.mayBeGhostsNanos = lease.plus(TAKEN_APART).toNanos();
  }

  /**
   * Whether this node may have so many; as {@link io.belfry.server.cluster.ClusterAdapter#room}.
   */
  Room room(String appId, long limit, long connections) {
    if (limit == 0) {
      return Room.FULL;
    }
    Share share = shares.get(appId);
    if (share == null) {
      share = shares.computeIfAbsent(appId, unused -> new Share(connections - 1));
    }
    if (share.isAskedFor(limit, nodes.applyAsLong(appId), connections)) {
      asking.ask(appId, connections - 1);
    }
    return share.room(limit, nodes.applyAsLong(appId), connections);
  }

  /**
   * Takes note of an answer.
   *
   * @param here how many of this node are counted in it
   * @param total how many there are on all nodes
   * @param limit how many there may be; negative for any number
   */
  void learned(String appId, long here, long total, long limit) {
    Share share = shares.get(appId);
    if (share != null) {
      share.learned(here, total, limit >= 0 && total >= limit);
    }
  }

  /**
   * Apps to which clients have come lately. Others are forgotten when none of their connections is
   * here: else whoever comes once a minute would always be the first.
   *
   * @param here how many connections of an app this node has
   */
  Set<String> sought(ToLongFunction<String> here) {
    shares
        .entrySet()
        .removeIf(each -> each.getValue().isQuiet() && here.applyAsLong(each.getKey()) == 0);
    Set<String> sought = new HashSet<>();
    shares.forEach(
        (appId, share) -> {
          share.isAsked.set(false);
          if (!share.isQuiet()) {
            sought.add(appId);
          }
        });
    return sought;
  }

  /**
   * What is known of an app.
   *
   * @param here connections of this node that are in the total
   * @param total on all nodes; {@link #NOT_KNOWN} at first
   * @param at when that was so
   * @param isFull whether that is all there may be
   * @param since from when on it was so
   */
  private record Known(long here, long total, long at, boolean isFull, long since) {
    long left(long limit) {
      return Math.max(0, limit - total);
    }
  }

  private final class Share {
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private volatile long soughtAt = nanoTime.getAsLong();
    private volatile Known known;

    private Share(long here) {
      this.known = new Known(here, NOT_KNOWN, soughtAt, false, soughtAt);
    }

    private boolean isQuiet() {
      return nanoTime.getAsLong() - soughtAt > REMEMBERED_NANOS;
    }

    // Of what is known no more, or not yet, one may come while the engine is asked.
    private long share(Known now, long limit, long sharing) {
      long share = Math.ceilDiv(now.left(limit), sharing);
      return isOld(now) ? Math.min(share, 1) : share;
    }

    private boolean isOld(Known now) {
      return now.total() == NOT_KNOWN || nanoTime.getAsLong() - now.at() > OLD_NANOS;
    }

    private boolean isAskedFor(long limit, long sharing, long connections) {
      soughtAt = nanoTime.getAsLong();
      Known now = known;
      long mine = share(now, limit, sharing);
      boolean isRunningOut = mine > 0 && connections - now.here() > mine / 2;
      return isRunningOut && !isAsked.get() && isAsked.compareAndSet(false, true);
    }

    private Room room(long limit, long sharing, long connections) {
      Known now = known;
      if (connections <= now.here() + share(now, limit, sharing)) {
        return Room.FREE;
      }
      // A node that has just died is still counted, and its clients are those who come.
      boolean isFullForGood =
          now.isFull()
              && now.left(limit) == 0
              && !isOld(now)
              && nanoTime.getAsLong() - now.since() >= mayBeGhostsNanos;
      return isFullForGood ? Room.FULL : Room.NOT_NOW;
    }

    private void learned(long here, long total, boolean isFull) {
      Known before = known;
      long at = nanoTime.getAsLong();
      known = new Known(here, total, at, isFull, before.isFull() == isFull ? before.since() : at);
      isAsked.set(false);
    }
  }
}
