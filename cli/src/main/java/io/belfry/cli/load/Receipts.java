package io.belfry.cli.load;

import java.util.TreeSet;

/**
 * What one subscriber got of its channel. It has to get every event that was sent after its
 * subscription stood, in the order of sending; those sent before and not yet delivered may come as
 * well. From the first that comes on there is no gap.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class Receipts {
  private static final int UNKNOWN = -1;

  private final LoadChannel channel;
  private final TreeSet<Integer> missing = new TreeSet<>();
  private int next = UNKNOWN;
  private boolean hasArrived;

  /** What is found out about an event that arrives. */
  enum Arrival {
    /** The next one. */
    IN_ORDER,
    /** One that had been overtaken. */
    LATE,
    /** One that was there already. */
    AGAIN
  }

  Receipts(LoadChannel channel) {
    this.channel = channel;
  }

  /** The subscription stands. */
  void begin() {
    if (next == UNKNOWN) {
      next = channel.sent();
    }
  }

  /** Takes an event by its number. */
  Arrival take(int number) {
    boolean mayBeEarly = !hasArrived;
    hasArrived = true;
    if (number < next && !mayBeEarly) {
      return missing.remove(number) ? Arrival.LATE : Arrival.AGAIN;
    }
    for (int skipped = next; skipped < number && next != UNKNOWN; skipped++) {
      missing.add(skipped);
    }
    next = number + 1;
    return Arrival.IN_ORDER;
  }

  /** How many of the events before that number have to come and have not. */
  int owed(int end) {
    int owed = 0;
    for (int number : missing.headSet(end)) {
      owed += channel.isOwed(number) ? 1 : 0;
    }
    for (int number = Math.max(next, 0); number < end; number++) {
      owed += channel.isOwed(number) ? 1 : 0;
    }
    return owed;
  }
}
