package io.belfry.server.rate;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Places for connections. However many ask at once, no more than the quota get one.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules WS-008, WS-014"
 */
public final class Quota {
  private final LongSupplier places;
  private final AtomicLong taken = new AtomicLong();

  /** As many places as are allowed when somebody asks; negative for as many as anyone wants. */
  Quota(LongSupplier places) {
    this.places = places;
  }

  /** Takes a place, if one is free; who gets one gives it back once. */
  public boolean tryTake() {
    long allowed = places.getAsLong();
    if (taken.incrementAndGet() > allowed && allowed >= 0) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  public void release() {
    taken.decrementAndGet();
  }

  /** How many places are taken. */
  public long taken() {
    return taken.get();
  }
}
