package io.belfry.server.app;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  public Quota(LongSupplier places) {
    this.places = places;
  }

  /** A place, if one is free. */
  public Optional<Place> tryTake() {
    long allowed = places.getAsLong();
    if (taken.incrementAndGet() > allowed && allowed >= 0) {
      taken.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(new Place(taken));
  }

  /** How many places are taken. */
  public long taken() {
    return taken.get();
  }

  /** One place, given back once however often it is released. */
  public static final class Place {
    private final AtomicLong taken;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Place(AtomicLong taken) {
      this.taken = taken;
    }

    /** Gives the place back. */
    public void release() {
      if (isReleased.compareAndSet(false, true)) {
        taken.decrementAndGet();
      }
    }
  }
}
