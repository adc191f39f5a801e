package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks engines again and again until they are where a test wants them. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private Waiting() {}

  /** Waits for it, and fails when it does not come. */
  public static void until(String what, BooleanSupplier isSo) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      CompletableFuture.runAsync(() -> {}, SOON).join();
    }
  }
}
