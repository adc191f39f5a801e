package io.belfry.spring.embedded;

import java.util.concurrent.CompletionStage;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the context when its server cannot go on, as an application is of no use then whose users
 * hear nothing any more.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-242"
 */
final class Breakdown {
  private final System.Logger log = System.getLogger(Breakdown.class.getName());
  private final ConfigurableApplicationContext context;

  Breakdown(ConfigurableApplicationContext context) {
    this.context = context;
  }

  void watch(CompletionStage<String> broken) {
    broken.thenAccept(this::end);
  }

  private void end(String why) {
    log.log(
        System.Logger.Level.ERROR,
        "The embedded server cannot go on, so the application stops: {0}. Start it anew.",
        why);
    // The server's own thread must not wait for the server.
    Thread.ofPlatform()
        .name("belfry-breakdown")
        .start(
            () -> {
              AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
              context.close();
            });
  }
}
