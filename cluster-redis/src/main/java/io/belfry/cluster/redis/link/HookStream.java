package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.PartitionEngine.Removal;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.Truth.SubjectOwner;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has the webhook events of a partition sent while this node is their sender: reads the stream from
 * its front, hands each event over in order, and takes out what is sent. What cannot be sent now
 * holds up all behind it, so that the order stays, until the next beat.
 *
 * <p>What is under way when the link is lost stays so: it is not handed over again by this node,
 * and is taken out when the node is sender again. Another sender repeats it under the same key.
 *
 * <p>Thread: confined to the owner, but for how events are told to be sent.
 *
 * @see "cluster.md, section 8; rules CLU-060, CLU-061, HOOK-046, HOOK-052"
 */
public final class HookStream {
  static final int MOST_UNDER_WAY = 1_000;
  static final int PAGE = 250;

  private final PartitionEngine engine;
  private final SubjectOwner owner;
  private final String prefix;
  private final Outlet outlet;
  private final Set<String> underWay = new HashSet<>();
  private final Set<String> sent = new LinkedHashSet<>();
  private final Set<String> leaving = new LinkedHashSet<>();
  private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isHearing = new AtomicBoolean();
  // Who is sender; nobody of this node when there is none.
  private @Nullable NodeId sender;
  // Grows with each end of being the sender, so that answers of an earlier time are known.
  private long term;
  private String after = HookEntry.BEFORE_ALL;
  private boolean isReading;
  private boolean isMore;
  private boolean isHeldUp;

  /** Where events go. */
  public interface Outlet {
    /**
     * Sends one.
     *
     * @return completes, on any thread, when it is settled; fails when it cannot be sent now
     */
    CompletionStage<?> send(RaisedHook hook);

    /** An entry is not known to this version, or malformed; it stays for another sender. */
    void passedOver();
  }

  private record Outcome(String id, boolean isSettled) {}

  /**
   * The stream of a partition.
   *
   * @param prefix what keys of its events begin with
   */
  public HookStream(PartitionEngine engine, SubjectOwner owner, String prefix, Outlet outlet) {
    this.engine = engine;
    this.owner = owner;
    this.prefix = prefix;
    this.outlet = outlet;
  }

  /** The node has beaten under that id, and is the sender. */
  public void sends(NodeId me) {
    if (!me.equals(sender)) {
      linkLost();
      sender = me;
      after = HookEntry.BEFORE_ALL;
    } else if (isHeldUp) {
      after = HookEntry.BEFORE_ALL;
    }
    isHeldUp = false;
    takeOut();
    read();
  }

  /** The node has beaten, and another one is the sender. */
  public void rests() {
    linkLost();
    sent.clear();
  }

  /** The link is lost, or the node begins anew: who is sender is not known. */
  public void linkLost() {
    term++;
    sender = null;
    isReading = false;
    sent.addAll(leaving);
    leaving.clear();
  }

  /** There may be more in the stream. */
  public void nudged() {
    read();
  }

  private void read() {
    if (sender == null || isHeldUp || underWay.size() >= MOST_UNDER_WAY) {
      return;
    }
    if (isReading) {
      isMore = true;
      return;
    }
    isReading = true;
    isMore = false;
    long begun = term;
    engine
        .hooksAfter(after, PAGE)
        .whenComplete(
            (page, failure) -> {
              if (begun == term) {
                isReading = false;
                if (failure == null) {
                  take(page);
                }
              }
            });
  }

  private void take(List<HookEntry> page) {
    for (HookEntry entry : page) {
      if (underWay.size() >= MOST_UNDER_WAY || isHeldUp) {
        return;
      }
      if (!isKnown(entry.id())) {
        hand(entry);
      }
      if (!isHeldUp) {
        after = entry.id();
      }
    }
    if (isMore || page.size() == PAGE) {
      read();
    }
  }

  private boolean isKnown(String id) {
    return underWay.contains(id) || sent.contains(id) || leaving.contains(id);
  }

  private void hand(HookEntry entry) {
    Optional<Happened> what = HookReading.read(entry);
    if (what.isEmpty()) {
      outlet.passedOver();
      return;
    }
    String id = entry.id();
    CompletionStage<?> stage = outlet.send(new RaisedHook(prefix + id, entry.millis(), what.get()));
    if (stage.toCompletableFuture().isCompletedExceptionally()) {
      isHeldUp = true;
      return;
    }
    underWay.add(id);
    stage.whenComplete((done, failure) -> settled(new Outcome(id, failure == null)));
  }

  // What is settled at about the same time is taken out by one call.
  private void settled(Outcome outcome) {
    outcomes.add(outcome);
    if (isHearing.compareAndSet(false, true)) {
      owner.execute(this::hear);
    }
  }

  private void hear() {
    isHearing.set(false);
    for (Outcome next = outcomes.poll(); next != null; next = outcomes.poll()) {
      underWay.remove(next.id());
      if (next.isSettled()) {
        sent.add(next.id());
      } else {
        isHeldUp = true;
      }
    }
    takeOut();
    read();
  }

  private void takeOut() {
    NodeId me = sender;
    while (me != null && !sent.isEmpty()) {
      List<String> batch = sent.stream().limit(HookEntry.MOST_AT_ONCE).toList();
      batch.forEach(sent::remove);
      leaving.addAll(batch);
      long begun = term;
      engine
          .hooksSent(me, batch)
          .whenComplete(
              (removal, failure) -> {
                if (begun == term) {
                  tookOut(batch, failure == null ? removal : null);
                }
              });
    }
  }

  private void tookOut(List<String> batch, @Nullable Removal removal) {
    batch.forEach(leaving::remove);
    if (removal == null) {
      // Again with the next beat.
      sent.addAll(batch);
    } else if (removal == Removal.NOT_SENDER) {
      rests();
    }
  }
}
