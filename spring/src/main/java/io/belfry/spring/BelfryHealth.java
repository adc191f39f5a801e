package io.belfry.spring;

import io.belfry.rest.Pusher;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Asks the server for the number of connections, which proves address, key, secret and clock, and
 * waits for it no longer than 2 s.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-227"
 */
final class BelfryHealth extends AbstractHealthIndicator {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Pusher pusher;

  BelfryHealth(Pusher pusher) {
    super("Belfry cannot be asked");
    this.pusher = pusher;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) throws InterruptedException {
    try {
      long connections =
          pusher
              .queries()
              .connectionsAsync()
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      builder.up().withDetail("connections", connections);
    } catch (TimeoutException e) {
      builder.down().withDetail("error", "The server did not answer within " + PATIENCE + ".");
    } catch (ExecutionException e) {
      builder.down().withDetail("error", String.valueOf(e.getCause()));
    }
  }
}
