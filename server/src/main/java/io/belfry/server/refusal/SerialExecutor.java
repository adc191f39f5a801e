package io.belfry.server.refusal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other on a thread of its own, which lives while there is something to
 * do. What waits is bounded.
 *
 * <p>Thread: thread-safe.
 */
final class SerialExecutor {
  /** Tasks that may wait. */
  static final int MAX_WAITING = 256;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean isAtWork;

  /** Whether the task will be done; not when too many wait. */
  synchronized boolean offer(Runnable task) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(task);
    if (!isAtWork) {
      Thread.ofVirtual().name("belfry-refusals").start(this::work);
      isAtWork = true;
    }
    return true;
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    isAtWork = next != null;
    return next;
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        // A line less. Saying so is what has just failed, and the next one has to have its chance.
      }
    }
  }
}
