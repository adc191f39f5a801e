package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one event loop. They are looked through a few times a second instead of having
 * timers of their own. When each is due stands in an array of its own, which is walked from end to
 * end; a connection is touched only when its time has come, so those that are silent stay out of
 * the caches.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Connections {
  /** A connection, as it stands in the table. */
  abstract static class Entry {
    private int position;

    abstract boolean isOpen();

    /** Time before which nothing becomes due. */
    abstract long nextDue();

    /** Does what has become due, and says how many pings that were. */
    abstract int tick(long nowNanos);

    /** Bytes queued and not yet given to the socket. */
    abstract long waitingBytes();

    /** How many channels it is subscribed to. */
    abstract int subscriptionCount();

    /** Gives up what is queued for a client that does not keep up, and ends the connection. */
    abstract void overflow();

    /** Ends the connection when its app is served no more. */
    abstract void endUnlessServed();

    /** Ends the connection. */
    public abstract void close(CloseReason reason);
  }

  private static final int FIRST_CAPACITY = 16;
  // After a pause all are due at once: whoever says something meanwhile must be heard between.
  private static final int PINGS_A_LOOK = 4096;

  private @Nullable Entry[] all = new Entry[FIRST_CAPACITY];
  private long[] dueAt = new long[FIRST_CAPACITY];
  private int size;

  void add(Entry connection) {
    if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
      dueAt = Arrays.copyOf(dueAt, 2 * size);
    }
    connection.position = size;
    all[size] = connection;
    dueAt[size] = connection.nextDue();
    size++;
  }

  void remove(Entry connection) {
    size--;
    int position = connection.position;
    Entry last = at(size);
    all[position] = last;
    dueAt[position] = dueAt[size];
    last.position = position;
    all[size] = null;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Lets the connection do what is due with the first look from that time on. */
  void dueBy(Entry connection, long nanoTime) {
    if (nanoTime - dueAt[connection.position] < 0) {
      dueAt[connection.position] = nanoTime;
    }
  }

  /** Lets each connection do what has become due. */
  public void tick(long nowNanos) {
    int pings = 0;
    // Backwards: whoever ends leaves the table, and the one moved into its place was looked at.
    for (int i = size - 1; i >= 0 && pings < PINGS_A_LOOK; i--) {
      if (i < size && nowNanos - dueAt[i] >= 0) {
        Entry connection = at(i);
        pings += connection.tick(nowNanos);
        if (connection.isOpen()) {
          dueAt[connection.position] = connection.nextDue();
        }
      }
    }
  }

  /** Bytes of the longest queue. */
  long largestQueue() {
    long largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, at(i).waitingBytes());
    }
    return largest;
  }

  /** Ends connections with at least so many bytes waiting, as long as that is needed. */
  void overflowFrom(long bytes, BooleanSupplier isNeeded) {
    for (int i = 0; i < size && isNeeded.getAsBoolean(); i++) {
      if (at(i).waitingBytes() >= bytes) {
        at(i).overflow();
      }
    }
  }

  /** Ends those whose apps are served no more (rule WS-112). */
  public void endUnserved() {
    for (int i = size - 1; i >= 0; i--) {
      at(i).endUnlessServed();
    }
  }

  /**
   * Ends connections with more subscriptions than that, those with the most first, as long as that
   * is needed.
   */
  void closeLargest(int subscriptions, BooleanSupplier isNeeded) {
    int largest = largestHolder();
    while (isNeeded.getAsBoolean() && largest > subscriptions) {
      int least = Math.max(subscriptions + 1, largest / 2);
      for (int i = size - 1; i >= 0 && isNeeded.getAsBoolean(); i--) {
        if (i < size && at(i).subscriptionCount() >= least) {
          at(i).close(CloseReason.OVER_CAPACITY);
        }
      }
      largest = largestHolder();
    }
  }

  private int largestHolder() {
    int largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, at(i).subscriptionCount());
    }
    return largest;
  }

  /** Closes connections with that reason until no more than {@code remaining} are left. */
  public void closeDownTo(int remaining, CloseReason reason) {
    for (int i = size - 1; i >= Math.max(remaining, 0); i--) {
      at(i).close(reason);
    }
  }

  private Entry at(int position) {
    Entry connection = all[position];
    if (connection == null) {
      throw new IllegalStateException("No connection stands at " + position + ".");
    }
    return connection;
  }
}
