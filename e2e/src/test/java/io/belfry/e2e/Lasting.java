package io.belfry.e2e;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long a fault lasts.
 *
 * <p>Thread: thread-safe.
 */
final class Lasting {
  private Lasting() {}

  /** Returns when the fault has lasted so long. */
  static void lasts(Duration howLong) {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(howLong.toMillis(), TimeUnit.MILLISECONDS))
        .join();
  }
}
