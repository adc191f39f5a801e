package io.belfry.cluster.redis.link;

import io.belfry.server.cluster.Truth.SubjectOwner;
import java.time.Duration;

/**
 * The time that a link does not work: when it has lasted a second, nobody waits any longer.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rule CLU-042"
 */
final class Absence {
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SubjectOwner owner;
  private final Runnable cutOff;
  // Grows with each begin and end, so that an earlier one is known.
  private long current;

  /**
   * None yet.
   *
   * @param cutOff what happens when one has lasted too long
   */
  Absence(SubjectOwner owner, Runnable cutOff) {
    this.owner = owner;
    this.cutOff = cutOff;
  }

  void begin() {
    long begun = ++current;
    owner.after(
        PATIENCE,
        () -> {
          if (current == begun) {
            cutOff.run();
          }
        });
  }

  void end() {
    current++;
  }
}
