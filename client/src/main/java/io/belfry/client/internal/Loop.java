package io.belfry.client.internal;

import java.time.Duration;

/**
 * One thread at a time that runs tasks in order, and timers.
 *
 * <p>Thread: thread-safe.
 */
public interface Loop {
  /** Runs a task behind those that wait already. */
  void execute(Runnable task);

  /** Runs a task on the same thread once the delay is over. */
  Timer schedule(Duration delay, Runnable task);

  /** Nanoseconds of the clock that the timers go by. */
  long nanoTime();

  /** One task that waits for its time. */
  interface Timer {
    /** Takes the task back; nothing happens when it has run. */
    void cancel();
  }
}
