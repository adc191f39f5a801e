package io.belfry.server.net.tls;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast handshakes begin, all event loops together: each costs many times what a delivery does,
 * and who is connected must not wait for those who come. Whoever comes gets the next free moment,
 * so they are served in their order.
 *
 * <p>Thread: thread-safe; waits for nobody.
 *
 * @see "rule THR-41"
 */
final class HandshakePace {
  /** There is no moment that a client would wait for. */
  static final long TOO_LATE = -1;

  // So many may come at once as have their moments within that time.
  private static final long BURST_NANOS = Duration.ofMillis(250).toNanos();
  // Whoever would begin later could not end within the ten seconds that it has.
  private static final long LONGEST_NANOS = Duration.ofSeconds(8).toNanos();

  private final long gapNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong next;

  /**
   * A pace.
   *
   * @param aSecond handshakes that begin in a second; 0 for as many as come
   */
  HandshakePace(long aSecond, LongSupplier nanoTime) {
    this.gapNanos = aSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / aSecond;
    this.nanoTime = nanoTime;
    this.next = new AtomicLong(nanoTime.getAsLong() - BURST_NANOS);
  }

  /** Takes the next moment: nanoseconds until then, 0 for now, or {@link #TOO_LATE}. */
  long take() {
    if (gapNanos == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    while (true) {
      long free = next.get();
      long moment = Math.max(free - now, -BURST_NANOS);
      if (moment > LONGEST_NANOS) {
        return TOO_LATE;
      }
      if (next.compareAndSet(free, now + moment + gapNanos)) {
        return Math.max(0, moment);
      }
    }
  }
}
