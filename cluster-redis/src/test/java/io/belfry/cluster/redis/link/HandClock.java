package io.belfry.cluster.redis.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Time and tasks in a test's hands. Confined to the test. */
final class HandClock {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::nanos).thenComparingLong(Timer::number));
  private long now;
  private long count;

  private record Timer(long nanos, long number, Runnable task) {}

  long nanos() {
    return now;
  }

  void execute(Runnable task) {
    tasks.add(task);
  }

  void after(Duration delay, Runnable task) {
    timers.add(new Timer(now + delay.toNanos(), ++count, task));
  }

  /** Runs what is to be run now. */
  void settle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass. */
  void pass(Duration time) {
    settle();
    long end = now + time.toNanos();
    while (!timers.isEmpty() && timers.peek().nanos() <= end) {
      Timer timer = timers.remove();
      now = timer.nanos();
      timer.task().run();
      settle();
    }
    now = end;
  }
}
