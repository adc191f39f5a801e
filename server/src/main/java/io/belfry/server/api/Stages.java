package io.belfry.server.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Goes on with what a stage brings. On one node nearly every stage has its value when it is
 * returned, and then the step is taken on the spot instead of being kept for later.
 *
 * <p>Thread: stateless.
 */
final class Stages {
  private Stages() {}

  /** The same as {@code thenApply}, except that a step taken on the spot may throw. */
  static <A, B> CompletionStage<B> then(CompletionStage<A> stage, Function<A, B> step) {
    CompletableFuture<A> future = stage.toCompletableFuture();
    return hasValue(future)
        ? CompletableFuture.completedFuture(step.apply(future.join()))
        : future.thenApply(step);
  }

  /** Completes, in any way, when all of them have. */
  static CompletionStage<?> all(List<CompletionStage<?>> stages) {
    return CompletableFuture.allOf(
        stages.stream()
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  /** Whether the value is there. */
  static boolean hasValue(CompletableFuture<?> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }
}
