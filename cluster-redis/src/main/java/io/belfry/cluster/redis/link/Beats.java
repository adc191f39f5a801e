package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatAnswer.Rest;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.server.cluster.Truth.SubjectOwner;
import java.time.Duration;

/**
 * When a node beats in a partition: each second, its partitions one after the other, and at once
 * when a beat has left something undone.
 *
 * <p>Thread: confined to the owner.
 */
final class Beats {
  private static final Duration GAP = Duration.ofSeconds(1);
  private static final Duration SHORT_GAP = Duration.ofMillis(5);

  private final Beating beating;
  private final SubjectOwner owner;
  private final LinkSettings settings;
  private long current;
  private boolean isUnderWay;
  private boolean isSender;

  /** Beats once. */
  interface Beating {
    /**
     * Sends a beat, if that attempt is still the one.
     *
     * @param attempt which attempt to be linked it belongs to
     * @param next hears of the answer
     */
    void beat(long attempt, Next next);
  }

  /** Goes on after a beat. */
  interface Next {
    /** A beat is answered. */
    void beaten(BeatAnswer.Alive alive);
  }

  Beats(Beating beating, SubjectOwner owner, LinkSettings settings) {
    this.beating = beating;
    this.owner = owner;
    this.settings = settings;
  }

  BeatCall call(NodeId me) {
    return new BeatCall(me, settings.lease(), Willingness.WILLING);
  }

  /**
   * Begins to beat for that attempt; beats for earlier ones end. Once at once, since a node that
   * starts waits to hear whether the partition is being rebuilt; from then on the partitions by
   * turns.
   */
  void start(long attempt) {
    current = attempt;
    isUnderWay = false;
    once(attempt);
    Duration first = GAP.multipliedBy(settings.partition()).dividedBy(settings.partitions());
    owner.after(first, () -> each(attempt));
  }

  /** The sender of webhooks is nudged. Who is not the sender takes over from one that has gone. */
  void nudged(LinkListener listener) {
    if (isSender) {
      listener.nudged();
    } else {
      once(current);
    }
  }

  private void each(long attempt) {
    if (attempt == current) {
      once(attempt);
      owner.after(GAP, () -> each(attempt));
    }
  }

  private void once(long attempt) {
    if (attempt == current && !isUnderWay) {
      isUnderWay = true;
      beating.beat(attempt, alive -> beaten(attempt, alive));
    }
  }

  private void beaten(long attempt, BeatAnswer.Alive alive) {
    if (attempt == current) {
      isUnderWay = false;
      isSender = alive.isSender();
      if (alive.rest() == Rest.SOME) {
        owner.after(SHORT_GAP, () -> once(attempt));
      }
    }
  }
}
