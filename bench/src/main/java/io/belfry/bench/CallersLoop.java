package io.belfry.bench;

import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Receivers;
import io.belfry.server.metrics.LoopCounts;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * An event loop that is whoever calls it. Tasks wait until {@link #runTasks}.
 *
 * <p>Thread: confined to its caller.
 */
public final class CallersLoop implements Loop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public int index() {
    return 0;
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public boolean execute(Runnable task) {
    return tasks.add(task);
  }

  @Override
  public void after(Duration delay, Runnable task) {}

  @Override
  public Receivers newReceivers(LoopCounts counts) {
    return new ListedReceivers();
  }

  /** Runs what was handed over, and what that hands over. */
  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
