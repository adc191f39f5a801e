package io.belfry.cluster.redis.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Simulated time, in milliseconds; what happens at one moment happens in the order of planning. */
final class SimTime {
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(
          Comparator.comparingLong(Planned::millis).thenComparingLong(Planned::number));
  private long now;
  private long count;

  private record Planned(long millis, long number, Runnable task) {}

  long now() {
    return now;
  }

  void in(long millis, Runnable task) {
    at(now + millis, task);
  }

  void at(long millis, Runnable task) {
    planned.add(new Planned(Math.max(now, millis), ++count, task));
  }

  /** Lets time pass. */
  void pass(long millis) {
    long end = now + millis;
    while (!planned.isEmpty() && planned.peek().millis() <= end) {
      Planned next = planned.remove();
      now = next.millis();
      next.task().run();
    }
    now = end;
  }
}
