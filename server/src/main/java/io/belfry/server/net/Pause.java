package io.belfry.server.net;

/**
 * Notices that a loop stood still: the process was stopped, the machine slept, a collection took
 * long, or the clock leapt. What the clients said meanwhile then waits unread, while every time-out
 * seems to be over. So nothing becomes due before the loop has listened for some rounds.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule WS-111"
 */
final class Pause {
  private static final long STANDSTILL_NANOS = 1_000_000_000L;

  private final int rounds;
  private long cameAt;
  private int toListen;

  /**
   * For somebody who comes round much more often than once a second.
   *
   * @param rounds how often he then comes for nothing
   * @param nowNanos time of the monotonic clock
   */
  Pause(int rounds, long nowNanos) {
    this.rounds = rounds;
    this.cameAt = nowNanos;
  }

  /** Asked once in each round: whether what is due may be done. */
  boolean isOver(long nowNanos) {
    boolean stoodStill = nowNanos - cameAt >= STANDSTILL_NANOS;
    cameAt = nowNanos;
    if (toListen > 0) {
      // However often it stands still: in the end what is due is done.
      toListen--;
    } else if (stoodStill) {
      toListen = rounds;
    }
    return toListen == 0;
  }
}
