package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * All connections of one event loop. They are looked through a few times a second instead of having
 * timers of their own: at 100,000 connections that is a millisecond or two a look.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Connections {
  private final List<Connection> all = new ArrayList<>();

  void add(Connection connection) {
    connection.position(all.size());
    all.add(connection);
  }

  void remove(Connection connection) {
    Connection last = all.remove(all.size() - 1);
    if (last != connection) {
      all.set(connection.position(), last);
      last.position(connection.position());
    }
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** Lets each connection do what has become due. */
  public void tick(long nowNanos) {
    // Backwards: a connection that ends takes itself out, and the one moved into its place had its
    // turn.
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).tick(nowNanos);
    }
  }

  /** Bytes of the longest queue. */
  long largestQueue() {
    long largest = 0;
    for (Connection connection : all) {
      largest = Math.max(largest, connection.waitingBytes());
    }
    return largest;
  }

  /** Ends connections with at least so many bytes waiting, as long as that is needed. */
  void overflowFrom(long bytes, BooleanSupplier isNeeded) {
    for (int i = 0; i < all.size() && isNeeded.getAsBoolean(); i++) {
      if (all.get(i).waitingBytes() >= bytes) {
        all.get(i).overflow();
      }
    }
  }

  /** Closes connections until no more than {@code remaining} are left. */
  public void drainTo(int remaining) {
    for (int i = all.size() - 1; i >= Math.max(remaining, 0); i--) {
      all.get(i).close(CloseReason.DRAINING);
    }
  }
}
