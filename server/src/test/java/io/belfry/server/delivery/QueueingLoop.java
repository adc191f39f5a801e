package io.belfry.server.delivery;

import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Receivers;
import io.belfry.server.metrics.LoopCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A loop that runs what it was given when the test says so. */
public class QueueingLoop implements Loop {
  public final List<Runnable> tasks = new ArrayList<>();

  @Override
  public int index() {
    return 0;
  }

  @Override
  public boolean isCurrent() {
    return false;
  }

  @Override
  public boolean execute(Runnable task) {
    return tasks.add(task);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    throw new AssertionError("Nothing here waits.");
  }

  @Override
  public Receivers newReceivers(LoopCounts counts) {
    throw new AssertionError("Nobody subscribes here.");
  }
}
