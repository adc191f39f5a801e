package io.belfry.server.testkit;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what an extension point answers with; one that never answers fails the test. */
final class Answered {
  private static final long MOST_SECONDS = 20;

  private Answered() {}

  /** The answer of a stage that has to complete. */
  static <A> A with(CompletionStage<A> stage) {
    try {
      return stage.toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("It failed, and an answer was expected.", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("No answer came in " + MOST_SECONDS + " s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The test was interrupted.", e);
    }
  }
}
