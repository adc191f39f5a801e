package io.belfry.server;

import io.belfry.protocol.CloseReason;
import io.belfry.server.channel.Calls;
import io.belfry.server.channel.Loop;
import io.belfry.server.socket.Connections;
import io.belfry.server.socket.LoopParts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

/**
 * Closes all connections evenly over a time, so that clients that reconnect at once do not do it at
 * the same time. It goes by steps and not by the clock: a pause of the process puts the rest off
 * and does not bring it together. A loop that is blocked does its steps when it is blocked no more;
 * the others are not held up by it, and at the end it is waited for.
 *
 * <p>Thread: run by the thread that stops the server; each step runs on the event loops.
 *
 * @see "rule WS-015"
 */
final class Drain {
  private static final long STEP_MILLIS = 100;
  private static final Duration PATIENCE = Calls.PATIENCE.multipliedBy(2);

  // A last line crosses from the loop of its session to that of its socket, at worst behind another
  // line and the report that this one was written.
  private static final int LAST_TURNS = 4;

  private final List<? extends Loop> loops;
  private final List<LoopParts> parts;
  private final Calls calls;
  private final CloseReason reason;

  Drain(List<? extends Loop> loops, List<LoopParts> parts, CloseReason reason) {
    this.loops = loops;
    this.parts = parts;
    this.calls = new Calls(loops);
    this.reason = reason;
  }

  /**
   * Returns when all are closed, or when a loop has done nothing for ten seconds after the time was
   * over.
   *
   * @return whether all are closed
   */
  boolean run(Duration over) {
    long steps = Math.max(1, over.toMillis() / STEP_MILLIS);
    int[] atFirst = new int[parts.size()];
    boolean isDone = onEachLoop(loop -> count(loop, atFirst), Duration.ofMillis(STEP_MILLIS));
    for (long step = 1; step < steps && !isDone && pause(); step++) {
      double share = (double) (steps - step) / steps;
      isDone =
          onEachLoop(
              loop -> close(loop, (int) (atFirst[loop] * share)), Duration.ofMillis(STEP_MILLIS));
    }
    isDone = onEachLoop(loop -> close(loop, 0), PATIENCE);
    for (int i = 0; isDone && i < LAST_TURNS; i++) {
      isDone = onEachLoop(loop -> 0, PATIENCE);
    }
    return isDone;
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

  /** Whether all loops have said in time that nothing is left; those that are late still do it. */
  private boolean onEachLoop(ToIntFunction<Integer> step, Duration within) {
    CompletableFuture<Integer> left = CompletableFuture.completedFuture(0);
    for (Loop loop : loops) {
      left =
          left.thenCombine(
              calls
                  .call(loop, () -> step.applyAsInt(loop.index()))
                  .exceptionally(Drain::leftOfLost),
              Integer::sum);
    }
    try {
      return left.get(within.toMillis(), TimeUnit.MILLISECONDS) == 0;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // A loop that has ended has nothing left; of another nobody knows.
  private static int leftOfLost(Throwable failure) {
    return failure instanceof RejectedExecutionException ? 0 : 1;
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
