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
import java.util.function.IntUnaryOperator;
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
  private static final int STEPS_FOR_THE_SILENT = 10;
  private static final int STEPS_FOR_ANSWERS = 90;
  private static final Duration PATIENCE = Calls.PATIENCE.multipliedBy(2);

  // At the end a last line crosses from the loop of its session to that of its socket, at worst
  // behind another line and the report that this one was written. At the beginning a publication
  // that was accepted crosses from the loop of its caller to the channel's owner, and from there to
  // those of the subscribers, before any of them is closed.
  private static final int TURNS_TO_SETTLE = 4;

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
    settle(Duration.ofMillis(STEP_MILLIS));
    boolean isDone = onEachLoop(loop -> count(loop, atFirst), Duration.ofMillis(STEP_MILLIS));
    for (long step = 1; step < steps && !isDone && pause(); step++) {
      double share = (double) (steps - step) / steps;
      isDone =
          onEachLoop(
              loop -> close(loop, (int) (atFirst[loop] * share)), Duration.ofMillis(STEP_MILLIS));
    }
    return onEachLoop(loop -> close(loop, 0), PATIENCE) && settle(PATIENCE);
  }

  /**
   * Waits for those who were accepted before the ports were left and have not been answered: they
   * may be in the middle of a handshake or of a request, and would be reset. Who has sent nothing
   * for a second has nothing to lose; who has gets as long as a head may take. Only where nobody
   * comes any more, or it would never end.
   *
   * @param unanswered how many of them a loop has; asked on the loop
   * @param begun how many of these have sent something
   */
  void awaitAnswers(IntUnaryOperator unanswered, IntUnaryOperator begun) {
    if (!await(unanswered, STEPS_FOR_THE_SILENT)) {
      await(begun, STEPS_FOR_ANSWERS);
    }
  }

  private boolean await(IntUnaryOperator awaited, int steps) {
    ToIntFunction<Integer> step = loop -> close(loop, 0) + awaited.applyAsInt(loop);
    boolean isDone = onEachLoop(step, PATIENCE);
    for (int i = 0; i < steps && !isDone && pause(); i++) {
      isDone = onEachLoop(step, PATIENCE);
    }
    return isDone;
  }

  /** Whether what was on its way between the loops has arrived; a loop may take so long a turn. */
  private boolean settle(Duration aTurn) {
    boolean isDone = true;
    for (int i = 0; isDone && i < TURNS_TO_SETTLE; i++) {
      isDone = onEachLoop(loop -> 0, aTurn);
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
