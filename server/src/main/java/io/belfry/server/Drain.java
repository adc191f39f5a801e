package io.belfry.server;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.Loop;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.LoopParts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes all connections evenly over a time, so that clients that reconnect at once do not do it at
 * the same time. It goes by steps and not by the clock: a pause of the process puts the rest off
 * and does not bring it together. A loop that is blocked does its steps when it is blocked no more,
 * and nobody waits for it longer than a moment.
 *
 * <p>Thread: run by the thread that stops the server; each step runs on the event loops.
 *
 * @see "rule WS-015"
 */
final class Drain {
  private static final long STEP_MILLIS = 100;
  private static final long CLOSE_MILLIS = 2_500;

  // A last line crosses from the loop of its session to that of its socket, at worst behind another
  // line and the report that this one was written.
  private static final int CLOSE_TURNS = 4;

  private final List<? extends Loop> loops;
  private final List<LoopParts> parts;
  private final CloseReason reason;

  Drain(List<? extends Loop> loops, List<LoopParts> parts, CloseReason reason) {
    this.loops = loops;
    this.parts = parts;
    this.reason = reason;
  }

  /** Returns when all are closed, or what keeps one loop from it has lasted too long. */
  void run(Duration over) {
    long steps = Math.max(1, over.toMillis() / STEP_MILLIS);
    int[] atFirst = new int[parts.size()];
    AtomicInteger left = new AtomicInteger();
    boolean isHeard = onEachLoop(loop -> left.addAndGet(count(loop, atFirst)), CLOSE_MILLIS);
    for (long step = 1; step < steps && (left.get() > 0 || !isHeard) && pause(); step++) {
      double share = (double) (steps - step) / steps;
      left.set(0);
      isHeard =
          onEachLoop(
              loop -> left.addAndGet(close(loop, (int) (atFirst[loop] * share))), STEP_MILLIS);
    }
    onEachLoop(loop -> close(loop, 0), CLOSE_MILLIS);
    for (int i = 0; i < CLOSE_TURNS; i++) {
      onEachLoop(loop -> {}, CLOSE_MILLIS / CLOSE_TURNS);
    }
  }

  private int count(int loop, int[] atFirst) {
    atFirst[loop] = parts.get(loop).connections().size();
    return atFirst[loop];
  }

  private int close(int loop, int remaining) {
    Connections connections = parts.get(loop).connections();
    connections.closeDownTo(remaining, reason);
    return connections.size();
  }

  /** What is done on one loop. */
  private interface Step {
    void on(int loop);
  }

  /** Whether all loops have done the step within that time; those that have not do it later. */
  private boolean onEachLoop(Step step, long millis) {
    CountDownLatch done = new CountDownLatch(loops.size());
    for (Loop loop : loops) {
      boolean isTaken =
          loop.execute(
              () -> {
                step.on(loop.index());
                done.countDown();
              });
      if (!isTaken) {
        done.countDown();
      }
    }
    try {
      return done.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits between two steps; false when the thread is told not to. */
  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
