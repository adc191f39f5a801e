package io.belfry.client.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that happens if nothing else does in time.
 *
 * <p>Thread: confined to the owner thread.
 */
final class Deadline {
  private final Loop loop;
  private Loop.@Nullable Timer timer;

  Deadline(Loop loop) {
    this.loop = loop;
  }

  /** Takes the place of the deadline before. */
  void set(Duration delay, Runnable task) {
    cancel();
    timer = loop.schedule(delay, task);
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
