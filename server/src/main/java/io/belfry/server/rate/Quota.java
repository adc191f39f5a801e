package io.belfry.server.rate;

import io.belfry.server.cluster.ClusterAdapter.Room;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Places for connections. However many ask at once, no more than the quota get one.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules WS-008, WS-014"
 */
public final class Quota {
  private final LongFunction<Room> rooms;
  private final AtomicLong taken = new AtomicLong();

  /**
   * A quota of which nothing is taken.
   *
   * @param rooms says whether so many places may be taken, when somebody asks
   */
  Quota(LongFunction<Room> rooms) {
    this.rooms = rooms;
  }

  /** Takes a place, if one is free; who gets one gives it back once. */
  public Room take() {
    Room room = rooms.apply(taken.incrementAndGet());
    if (room != Room.FREE) {
      taken.decrementAndGet();
    }
    return room;
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
