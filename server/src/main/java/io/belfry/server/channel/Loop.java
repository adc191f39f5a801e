package io.belfry.server.channel;

import io.belfry.server.metrics.LoopCounts;
import java.time.Duration;

/**
 * One event loop, as the parts above the network see it: a thread that owns some connections.
 *
 * <p>Thread: thread-safe.
 */
public interface Loop {
  /** Position of this loop among the loops of the node, from 0. */
  int index();

  /** Whether the caller runs on this loop. */
  boolean isCurrent();

  /**
   * Hands over a task; tasks of one sender run in the order in which they were handed over.
   *
   * @return whether it will run; a loop that has stopped takes none
   */
  boolean execute(Runnable task);

  /**
   * Runs the task when that time has passed, give or take some tens of milliseconds. Called on this
   * loop only.
   */
  void after(Duration delay, Runnable task);

  /**
   * A place for some of its connections that get the same frames. Called on this loop only.
   *
   * @param counts takes note of frames that no connection counts
   */
  Receivers newReceivers(LoopCounts counts);
}
