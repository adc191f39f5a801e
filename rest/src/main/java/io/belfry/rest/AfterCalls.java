package io.belfry.rest;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what comes after a call that nobody waits for: its listener, and what the caller has
 * hung on its stage. Where that blocks, it holds up no other call, as it would on the threads that
 * the JVM shares; there are as many of these as block at a time.
 *
 * <p>Thread: stateless.
 */
final class AfterCalls {
  private static final long IDLE_SECONDS = 5;

  private AfterCalls() {}

  static ExecutorService threads() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "belfry-rest-after-calls");
          thread.setDaemon(true);
          return thread;
        });
  }
}
