package io.belfry.server.webhook;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * From the event loops to the thread of the webhooks. Bounded by bytes; what does not fit is
 * refused. What clients alone can make much of has half of the room, so that it does not keep out
 * who comes and goes.
 *
 * <p>Thread: thread-safe; {@link #poll} is for the thread of the webhooks alone.
 *
 * @see "rules HOOK-070, HOOK-071"
 */
final class HandOver {
  private final ConcurrentLinkedQueue<Handed> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;

  HandOver(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Hands over, if there is room. */
  boolean offer(Handed handed) {
    long room = handed instanceof Handed.Decided ? maxBytes : maxBytes / 2;
    if (bytes.addAndGet(handed.bytes()) > room) {
      bytes.addAndGet(-handed.bytes());
      return false;
    }
    queue.add(handed);
    return true;
  }

  /** The oldest, or null. */
  @Nullable Handed poll() {
    Handed handed = queue.poll();
    if (handed != null) {
      bytes.addAndGet(-handed.bytes());
    }
    return handed;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
