package io.belfry.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What the one who starts and stops a server waits for, and for no longer than is good for it.
 *
 * <p>Thread: that of who starts or stops the server, never an event loop.
 */
final class Waits {
  private static final int LOOKS = 250;
  private static final long BETWEEN_MILLIS = 20;
  private static final long BRIEFLY_SECONDS = 1;

  private Waits() {}

  /**
   * Waits for the first link, so that nobody is accepted only to be sent away: 5 s at most, since
   * whoever looks after the node wants to hear that it is starting.
   *
   * @return whether it is there
   */
  static boolean firstLink(BooleanSupplier isLinked) {
    for (int i = 0; i < LOOKS && !isLinked.getAsBoolean(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return isLinked.getAsBoolean();
      }
    }
    return isLinked.getAsBoolean();
  }

  /** Waits a second at most; whoever is not ready then, or has failed, is left alone. */
  static void briefly(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().get(BRIEFLY_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // A loop that stands still or has ended has nothing more to say.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
