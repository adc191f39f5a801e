package io.belfry.client.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls on an executor of the application, one after the other whatever threads it has: the next is
 * handed over when the one before it has returned. An executor that refuses loses none, nor does
 * one that has ended with calls in its queue; they run on a thread of the client then.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-032"
 */
final class SerialCalls implements CallbackThread {
  private final Executor executor;
  private final WorkThread instead = WorkThread.inTheBackground("belfry-client-listeners");
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private @Nullable Turn turn;
  private volatile @Nullable Thread current;

  SerialCalls(Executor executor) {
    this.executor = executor;
  }

  /** The right to make the next call, of which there is one at a time. */
  private final class Turn implements Runnable {
    private boolean hasBegun;

    @Override
    public void run() {
      Runnable call = begin(this);
      if (call == null) {
        return;
      }
      current = Thread.currentThread();
      try {
        call.run();
      } finally {
        current = null;
        goOn();
      }
    }

    /** Whether the executor took it and has ended before it began. */
    boolean isLost() {
      return !hasBegun && executor instanceof ExecutorService service && service.isTerminated();
    }
  }

  @Override
  public void execute(Runnable call) {
    Turn next;
    lock.lock();
    try {
      waiting.add(call);
      if (turn != null && !turn.isLost()) {
        return;
      }
      next = new Turn();
      turn = next;
    } finally {
      lock.unlock();
    }
    handOver(next);
  }

  private void handOver(Turn next) {
    try {
      executor.execute(next);
    } catch (RuntimeException | Error e) {
      // Executors refuse in many ways: that of JavaFX, one that is not there yet, by its state.
      Log.warning("The listener executor refused a call, which runs on a thread of the client", e);
      instead.execute(next);
    }
  }

  /** The call to make; none where another turn has taken the place of this one. */
  private @Nullable Runnable begin(Turn mine) {
    lock.lock();
    try {
      if (turn != mine) {
        return null;
      }
      mine.hasBegun = true;
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void goOn() {
    Turn next;
    lock.lock();
    try {
      next = waiting.isEmpty() ? null : new Turn();
      turn = next;
    } finally {
      lock.unlock();
    }
    if (next != null) {
      handOver(next);
    }
  }

  /** Main threads close clients, and are what an executor may hand its calls to. */
  @Override
  public void atTheEnd(Runnable call) {
    call.run();
  }

  @Override
  public boolean isCurrent() {
    return current == Thread.currentThread();
  }

  /** The executor's threads are its own business. */
  @Override
  public void hold() {}

  /** The executor's threads are its own business. */
  @Override
  public void release() {}
}
