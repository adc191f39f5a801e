package io.belfry.server.webhook;

import java.util.TreeSet;

/**
 * All that is to be done later, in the order of its time. What has the same time is done in the
 * order in which it was asked for.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Timers {
  /** No time at all. */
  static final long NEVER = Long.MAX_VALUE;

  private final TreeSet<Later> waiting = new TreeSet<>();
  private long orders;

  /** Something that is to be done. */
  static final class Later implements Comparable<Later> {
    private final long at;
    private final long order;
    private final Runnable task;

    private Later(long at, long order, Runnable task) {
      this.at = at;
      this.order = order;
      this.task = task;
    }

    @Override
    public int compareTo(Later other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(order);
    }
  }

  /** Has it done at that time, in nanoseconds of {@link Clocks#nanos}. */
  Later at(long nanos, Runnable task) {
    Later timer = new Later(nanos, orders++, task);
    waiting.add(timer);
    return timer;
  }

  /** It need not be done any more. */
  void cancel(Later timer) {
    waiting.remove(timer);
  }

  /**
   * Does what is due.
   *
   * @param most how much at once
   */
  void run(long now, int most) {
    for (int i = 0; i < most && nextAt() <= now; i++) {
      waiting.pollFirst().task.run();
    }
  }

  /** When something is to be done next. */
  long nextAt() {
    return waiting.isEmpty() ? NEVER : waiting.first().at;
  }
}
