package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.server.cluster.Truth.SubjectOwner;
import java.time.Duration;

/**
 * Leaves the inbox unread while loops of this node have too much to deliver.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rule CLU-044"
 */
final class InboxPauses {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final PartitionEngine engine;
  private final SubjectOwner owner;
  private final Held held;
  private boolean isReading = true;
  private long opening;

  InboxPauses(PartitionEngine engine, SubjectOwner owner, Held held) {
    this.engine = engine;
    this.owner = owner;
    this.held = held;
  }

  /** The inbox is opened anew, and read. */
  void begin() {
    opening++;
    isReading = true;
  }

  /** Something has arrived: perhaps that is enough for now. */
  void pauseWhenFull() {
    if (isReading && held.isOverloaded()) {
      isReading = false;
      engine.read(PartitionEngine.Reading.OFF);
      goOnLater(opening);
    }
  }

  private void goOnLater(long begun) {
    owner.after(
        PAUSE,
        () -> {
          if (begun != opening) {
            return;
          }
          if (held.isOverloaded()) {
            goOnLater(begun);
          } else {
            isReading = true;
            engine.read(PartitionEngine.Reading.ON);
          }
        });
  }
}
