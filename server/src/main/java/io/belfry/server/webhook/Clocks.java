package io.belfry.server.webhook;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks. What has to last some time goes by the monotonic one, since the one on the wall may
 * be set; what is told goes by the one on the wall.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-62"
 */
final class Clocks {
  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final long start;

  Clocks(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Nanoseconds since this was made; they may be compared. */
  long nanos() {
    return nanoTime.getAsLong() - start;
  }

  /** Unix time in milliseconds. */
  long ms() {
    return wall.millis();
  }

  /** That time. */
  Moment now() {
    return new Moment(nanos(), ms());
  }

  /**
   * When something happened, by both clocks.
   *
   * @param nanos as {@link #nanos}
   * @param ms as {@link #ms}
   */
  record Moment(long nanos, long ms) {}
}
