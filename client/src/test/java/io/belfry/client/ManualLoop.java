package io.belfry.client;

import io.belfry.client.internal.Loop;
import io.belfry.client.internal.WorkThread;
import io.belfry.testkit.ManualClock;
import io.belfry.testkit.ManualScheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real thread whose timers go by a clock in the test's hands. */
final class ManualLoop implements Loop {
  private final WorkThread thread = WorkThread.inTheBackground("belfry-client-under-test");
  private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    AtomicBoolean wanted = new AtomicBoolean(true);
    ManualScheduler.Timer timer =
        scheduler.schedule(
            delay,
            () ->
                thread.execute(
                    () -> {
                      if (wanted.get()) {
                        task.run();
                      }
                    }));
    return () -> {
      wanted.set(false);
      timer.cancel();
    };
  }

  @Override
  public long nanoTime() {
    return scheduler.clock().nanoTime();
  }

  ManualScheduler scheduler() {
    return scheduler;
  }
}
