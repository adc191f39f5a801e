package io.belfry.server.warm;

/**
 * Whether rounds still become shorter. One that is longer than the shortest may have been disturbed
 * or have cost a compiler's work; several in a row have nothing left to gain.
 *
 * <p>Thread: confined to the thread of the exercise.
 */
final class RoundTimes {
  private static final int PATIENCE = 10;
  private static final double WORTH = 0.95;

  private long best = Long.MAX_VALUE;
  private int vain;

  /** A round took so long. */
  void took(long nanos) {
    vain = nanos < best * WORTH ? 0 : vain + 1;
    best = Math.min(best, nanos);
  }

  /** Whether another is worth it. */
  boolean areGettingShorter() {
    return vain < PATIENCE;
  }
}
