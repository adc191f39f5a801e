package io.belfry.server.hook;

import io.belfry.server.hook.BlockingHooks.Turns;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls that block, a thread each. Beyond so many at once they wait without a thread, in order, and
 * what has waited for all its time is not begun. A call whose time is over is interrupted and gives
 * its place to the next, whether it listens or not; those that do not listen are bounded as well,
 * since each of them is a thread.
 *
 * <p>Thread: thread-safe; {@link #call} never blocks.
 */
final class BlockingCalls {
  private static final int MOST_THREADS = 10_000;

  private final Turns turns;
  private final ArrayDeque<BlockingCall<?>> waiting = new ArrayDeque<>();
  private int running;
  private int threads;

  BlockingCalls(Turns turns) {
    this.turns = turns;
  }

  /** Answers when the call has returned; fails when it throws, has no turn, or takes too long. */
  <A> CompletionStage<A> call(Callable<A> what) {
    BlockingCall<A> call = new BlockingCall<>(what);
    if (!take(call)) {
      return CompletableFuture.failedStage(
          new RejectedExecutionException(
              "Too many hooks run and wait already. Look at why they take so long."));
    }
    call.answer
        .orTimeout(turns.time().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((value, failure) -> over(call));
    begin();
    return call.answer;
  }

  private synchronized boolean take(BlockingCall<?> call) {
    boolean hasRoom = running < turns.atOnce() || waiting.size() < turns.waiting();
    return hasRoom && waiting.add(call);
  }

  private void begin() {
    for (BlockingCall<?> next = next(); next != null; next = next()) {
      next.start();
    }
  }

  private synchronized @Nullable BlockingCall<?> next() {
    if (running >= turns.atOnce() || threads >= MOST_THREADS) {
      return null;
    }
    BlockingCall<?> next = waiting.poll();
    if (next != null) {
      next.hasPlace = true;
      running++;
      threads++;
    }
    return next;
  }

  /** There is an answer, or the time is over: the place is somebody else's. */
  private void over(BlockingCall<?> call) {
    call.interrupt();
    synchronized (this) {
      if (call.hasPlace) {
        call.hasPlace = false;
        running--;
      } else {
        waiting.remove(call);
      }
    }
    begin();
  }

  private synchronized void threadEnded() {
    threads--;
  }

  /** One call. */
  private final class BlockingCall<A> {
    private final Callable<A> what;
    private final CompletableFuture<A> answer = new CompletableFuture<>();
    private boolean hasPlace;
    private @Nullable Thread thread;
    private boolean isOver;

    BlockingCall(Callable<A> what) {
      this.what = what;
    }

    void start() {
      try {
        turns.threads().newThread(this::run).start();
      } catch (RuntimeException | Error e) {
        threadEnded();
        answer.completeExceptionally(e);
      }
    }

    private void run() {
      try {
        if (begins()) {
          answer.complete(what.call());
        }
      } catch (Throwable e) { // whatever an application throws is its refusal
        answer.completeExceptionally(e);
      } finally {
        threadEnded();
        begin();
      }
    }

    private synchronized boolean begins() {
      thread = Thread.currentThread();
      return !isOver;
    }

    /** Interrupts who still runs; the thread that has answered by itself is left alone. */
    synchronized void interrupt() {
      isOver = true;
      Thread runner = thread;
      if (runner != null && runner != Thread.currentThread()) {
        runner.interrupt();
      }
    }
  }
}
