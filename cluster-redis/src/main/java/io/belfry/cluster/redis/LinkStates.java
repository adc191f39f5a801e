package io.belfry.cluster.redis;

import io.belfry.cluster.redis.link.LinkListener.LinkState;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * Which partitions are linked.
 *
 * <p>Thread: thread-safe.
 */
final class LinkStates {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier nanoTime;
  private final AtomicReferenceArray<LinkState> states;
  private final AtomicLongArray awaySince;
  private final AtomicIntegerArray settled;
  private volatile boolean wasLinked;

  LinkStates(int partitions, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.states = new AtomicReferenceArray<>(partitions);
    this.awaySince = new AtomicLongArray(partitions);
    this.settled = new AtomicIntegerArray(partitions);
    for (int i = 0; i < partitions; i++) {
      states.set(i, LinkState.AWAY);
    }
  }

  /** A partition is in that state now. Thread: one for each partition. */
  void set(int partition, LinkState state) {
    if (state != LinkState.LINKED && states.get(partition) == LinkState.LINKED) {
      awaySince.set(partition, nanoTime.getAsLong());
    }
    states.set(partition, state);
    look();
  }

  /** Whether a linked partition is being rebuilt. Thread: one for each partition. */
  void rebuilt(int partition, boolean isRebuilt) {
    settled.set(partition, isRebuilt ? 0 : 1);
    look();
  }

  // Until then publications would be refused, so nobody is let in (rule CLU-018).
  private void look() {
    if (!wasLinked && linked() == states.length()) {
      boolean isSettled = true;
      for (int i = 0; i < settled.length(); i++) {
        isSettled &= settled.get(i) == 1;
      }
      if (isSettled) {
        wasLinked = true;
      }
    }
  }

  /** Whether all were linked at once, and none of them being rebuilt, at any time. */
  boolean wasLinked() {
    return wasLinked;
  }

  boolean isCutOff(int partition) {
    return states.get(partition) == LinkState.CUT_OFF;
  }

  /** Whether it is linked. */
  boolean isLinked(int partition) {
    return states.get(partition) == LinkState.LINKED;
  }

  /** How many are linked. */
  int linked() {
    int linked = 0;
    for (int i = 0; i < states.length(); i++) {
      linked += states.get(i) == LinkState.LINKED ? 1 : 0;
    }
    return linked;
  }

  /** Whether all were linked once, and none has been away for two seconds. */
  boolean isLinked() {
    if (!wasLinked) {
      return false;
    }
    for (int i = 0; i < states.length(); i++) {
      if (states.get(i) != LinkState.LINKED
          && nanoTime.getAsLong() - awaySince.get(i) >= PATIENCE_NANOS) {
        return false;
      }
    }
    return true;
  }
}
