package io.belfry.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Timers that fire only when the test advances the clock: on the thread that calls {@link
 * #advance}, in the order of their due times, those of one time in the order they were set.
 *
 * <p>Thread: thread-safe; no lock is held while a task runs.
 */
public final class ManualScheduler {
  private final ManualClock clock;
  private final List<Timer> timers = new ArrayList<>();
  private long set;

  /** Timers by that clock. Advance it through this scheduler, or nothing fires. */
  public ManualScheduler(ManualClock clock) {
    this.clock = clock;
  }

  /** One timer that was set. */
  public final class Timer {
    private final long number = set++;
    private final long dueNanos;
    private final Runnable task;

    private Timer(long dueNanos, Runnable task) {
      this.dueNanos = dueNanos;
      this.task = task;
    }

    /** Takes the timer back; nothing happens when it has fired. */
    public void cancel() {
      synchronized (timers) {
        timers.remove(this);
      }
    }
  }

  /** The clock that the timers go by. */
  public ManualClock clock() {
    return clock;
  }

  /** Lets the task run once the clock was advanced by {@code delay} or more. */
  public Timer schedule(Duration delay, Runnable task) {
    synchronized (timers) {
      Timer timer = new Timer(clock.nanoTime() + delay.toNanos(), task);
      timers.add(timer);
      return timer;
    }
  }

  /** How long until the next timer fires; empty when none is set. */
  public Optional<Duration> untilNext() {
    synchronized (timers) {
      return timers.stream()
          .map(timer -> Duration.ofNanos(timer.dueNanos - clock.nanoTime()))
          .min(Comparator.naturalOrder());
    }
  }

  /**
   * Moves the clock forward, stopping at each due time to run the tasks that are due. A timer that
   * is set meanwhile waits for the next call: whether another thread sets it in time is chance.
   */
  public void advance(Duration duration) {
    long target = clock.nanoTime() + duration.toNanos();
    long setBefore = countSet();
    for (Timer due = takeDue(target, setBefore); due != null; due = takeDue(target, setBefore)) {
      clock.advance(Duration.ofNanos(Math.max(0, due.dueNanos - clock.nanoTime())));
      due.task.run();
    }
    clock.advance(Duration.ofNanos(Math.max(0, target - clock.nanoTime())));
  }

  private long countSet() {
    synchronized (timers) {
      return set;
    }
  }

  private @Nullable Timer takeDue(long target, long setBefore) {
    synchronized (timers) {
      Timer first =
          timers.stream()
              .filter(timer -> timer.dueNanos <= target && timer.number < setBefore)
              .min(Comparator.comparingLong(timer -> timer.dueNanos))
              .orElse(null);
      timers.remove(first);
      return first;
    }
  }
}
