package io.belfry.server.webhook;

import java.time.Duration;

/**
 * How fast an endpoint is tried that does not answer as it should. One that fails for all is not
 * asked as often as there are deliveries: after ten failures without a success between them there
 * are ten attempts a second, and after five minutes of that one at a time, ten seconds apart. What
 * the receiver asks for with Retry-After holds for all of its deliveries.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-063, HOOK-073"
 */
final class Pace {
  private static final int MANY = 10;
  private static final long BRAKE = Duration.ofMillis(100).toNanos();
  private static final long UNTIL_SLOW = Duration.ofMinutes(5).toNanos();
  private static final long SLOW = Duration.ofSeconds(10).toNanos();

  private long failures;
  private long failingSince;
  private long braked = Long.MIN_VALUE;
  private long asked = Long.MIN_VALUE;

  /** One has arrived; what the receiver has asked for after another holds still. */
  void succeeded() {
    failures = 0;
    braked = Long.MIN_VALUE;
  }

  void failed(long now) {
    if (failures == 0) {
      failingSince = now;
    }
    failures++;
  }

  /** The receiver wants to be left alone until then. */
  void pause(long until) {
    asked = Math.max(asked, until);
  }

  /** An attempt begins. */
  void started(long now) {
    if (isSlow(now)) {
      braked = now + SLOW;
    } else if (failures >= MANY) {
      braked = now + BRAKE;
    }
  }

  boolean isFailing() {
    return failures > 0;
  }

  /** Whether the endpoint is only probed. */
  boolean isSlow(long now) {
    return failures > 0 && now - failingSince >= UNTIL_SLOW;
  }

  /** When the next attempt may begin. */
  long notBefore() {
    return Math.max(braked, asked);
  }
}
