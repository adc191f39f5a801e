package io.belfry.client.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Calls on an executor of the application, one after the other whatever threads it has: the next is
 * handed over when the one before it has returned. An executor that refuses loses none; they run on
 * a thread of the client then.
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
  private boolean handedOver;
  private volatile @Nullable Thread current;

  SerialCalls(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable call) {
    lock.lock();
    try {
      waiting.add(call);
      if (handedOver) {
        return;
      }
      handedOver = true;
    } finally {
      lock.unlock();
    }
    handOver();
  }

  private void handOver() {
    try {
      executor.execute(this::runNext);
    } catch (RejectedExecutionException e) {
      Log.warning("The listener executor refused a call, which runs on a thread of the client", e);
      instead.execute(this::runNext);
    }
  }

  private void runNext() {
    Runnable call = next();
    if (call != null) {
      current = Thread.currentThread();
      try {
        call.run();
      } finally {
        current = null;
        goOn();
      }
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void goOn() {
    lock.lock();
    try {
      handedOver = !waiting.isEmpty();
      if (!handedOver) {
        return;
      }
    } finally {
      lock.unlock();
    }
    handOver();
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
