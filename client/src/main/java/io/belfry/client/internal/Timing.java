package io.belfry.client.internal;

import java.time.Duration;

/**
 * How long a client waits for what.
 *
 * <p>Thread: immutable.
 *
 * @param activityTimeout longest silence before a ping
 * @param pongTimeout longest wait for an answer to a ping
 * @param authTimeout longest wait for one token, and for the server's answer to a sign-in
 * @param maxGap longest wait between two attempts to connect
 * @param maxAttempts attempts in a row before giving up
 */
public record Timing(
    Duration activityTimeout,
    Duration pongTimeout,
    Duration authTimeout,
    Duration maxGap,
    int maxAttempts) {
  /** What holds unless somebody sets something else. */
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(120),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Integer.MAX_VALUE);

  /** The same with another activity timeout. */
  public Timing withActivityTimeout(Duration timeout) {
    return new Timing(timeout, pongTimeout, authTimeout, maxGap, maxAttempts);
  }

  /** The same with another pong timeout. */
  public Timing withPongTimeout(Duration timeout) {
    return new Timing(activityTimeout, timeout, authTimeout, maxGap, maxAttempts);
  }

  /** The same with another auth timeout. */
  public Timing withAuthTimeout(Duration timeout) {
    return new Timing(activityTimeout, pongTimeout, timeout, maxGap, maxAttempts);
  }

  /** The same with another longest gap. */
  public Timing withMaxGap(Duration gap) {
    return new Timing(activityTimeout, pongTimeout, authTimeout, gap, maxAttempts);
  }

  /** The same with another number of attempts. */
  public Timing withMaxAttempts(int attempts) {
    return new Timing(activityTimeout, pongTimeout, authTimeout, maxGap, attempts);
  }
}
