package io.belfry.server;

import io.belfry.server.channel.Loop;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.LoopParts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Closes all connections evenly over a time, so that clients that reconnect at once do not do it at
 * the same time.
 *
 * <p>Thread: run by the thread that stops the server; each step runs on the event loops.
 *
 * @see "rule WS-015"
 */
final class Drain {
  private static final long STEP_MILLIS = 100;
  private static final long FAREWELL_MILLIS = 2_500;

  // A last line crosses from the loop of its session to that of its socket, at worst behind another
  // line and the report that this one was written.
  private static final int FAREWELL_TURNS = 4;

  private final List<? extends Loop> loops;
  private final List<LoopParts> parts;
  private final Duration over;

  Drain(List<? extends Loop> loops, List<LoopParts> parts, Duration over) {
    this.loops = loops;
    this.parts = parts;
    this.over = over;
  }

  void run() {
    LongSupplier nanoTime = parts.get(0).nanoTime();
    long began = nanoTime.getAsLong();
    int[] atFirst = new int[parts.size()];
    onEachLoop(i -> atFirst[i] = parts.get(i).connections().size());
    AtomicBoolean isDone = new AtomicBoolean();
    while (!isDone.get()) {
      double elapsed = nanoTime.getAsLong() - began;
      double left = over.isZero() ? 0 : Math.max(0, 1 - elapsed / over.toNanos());
      isDone.set(true);
      onEachLoop(
          i -> {
            Connections connections = parts.get(i).connections();
            connections.drainTo((int) (atFirst[i] * left));
            if (connections.size() > 0) {
              isDone.set(false);
            }
          });
      pause(isDone.get() ? 0 : STEP_MILLIS);
    }
    for (int i = 0; i < FAREWELL_TURNS; i++) {
      onEachLoop(loop -> {});
    }
  }

  /** What is done on one loop. */
  private interface Step {
    void on(int loop);
  }

  private void onEachLoop(Step step) {
    CountDownLatch done = new CountDownLatch(loops.size());
    for (Loop loop : loops) {
      loop.execute(
          () -> {
            step.on(loop.index());
            done.countDown();
          });
    }
    try {
      if (!done.await(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
