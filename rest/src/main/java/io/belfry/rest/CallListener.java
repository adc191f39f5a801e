package io.belfry.rest;

import java.time.Duration;

/**
 * Hears of each call over the network when it has ended, for metrics; see {@link
 * RestOptions#withCallListener}.
 *
 * <p>Thread: called on the thread of a caller that waits, which goes on when it returns, and else
 * on one of this library, where it holds up no other call; by several at a time. It must not throw.
 *
 * @see "rule HTTP-237"
 */
@FunctionalInterface
public interface CallListener {
  /**
   * A call has ended.
   *
   * @param operation what was asked for, one of few words: {@code events}, {@code batch_events},
   *     {@code terminate_connections}, {@code channels}, {@code users}, {@code connections}, or
   *     {@code other}
   * @param status HTTP status of the answer; 0 if there was none
   * @param took from the begin of the call to its end
   */
  void ended(String operation, int status, Duration took);
}
