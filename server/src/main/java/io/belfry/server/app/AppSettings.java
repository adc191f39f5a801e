package io.belfry.server.app;

import java.time.Duration;

/**
 * What an app has switched on.
 *
 * <p>Thread: immutable.
 *
 * @param features what its clients and its backend may do
 * @param watching how users follow each other
 * @param access who may connect
 * @param idempotency whether a publish can be repeated safely
 * @param activityTimeout longest silence before the server asks for a sign of life; 120 s by
 *     default, sent to clients in whole seconds
 * @param pongTimeout how long it waits for one; 30 s by default
 */
public record AppSettings(
    Features features,
    Watching watching,
    Access access,
    Idempotency idempotency,
    Duration activityTimeout,
    Duration pongTimeout) {
  /** What an app gets that sets nothing. */
  public static final AppSettings DEFAULTS =
      new AppSettings(
          new Features(true, false, true, false),
          new Watching(true, Duration.ofMillis(100), Duration.ZERO),
          new Access(Origins.ALL, false, false, false),
          new Idempotency(true, Duration.ofSeconds(120)),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30));

  /**
   * What clients and the backend may do.
   *
   * @param userAuthentication whether users may sign in; on by default
   * @param clientEvents whether clients may send events to each other; off by default
   * @param countQueries whether the backend may ask for subscription counts; on by default
   * @param countFrames whether subscribers are told how many there are; off by default
   */
  public record Features(
      boolean userAuthentication,
      boolean clientEvents,
      boolean countQueries,
      boolean countFrames) {}

  /**
   * How users follow each other.
   *
   * @param enabled whether watchlists are taken; on by default
   * @param batch how long changes are gathered for one frame; 100 ms by default, zero for not at
   *     all
   * @param offlineGrace how long a user may be gone unnoticed; zero by default
   */
  public record Watching(boolean enabled, Duration batch, Duration offlineGrace) {}

  /**
   * Who may connect.
   *
   * @param origins web pages that may
   * @param authorizedConnections whether a connection has to prove something in time; off by
   *     default
   * @param requireTls whether plain sockets are refused; off by default
   * @param strictProtocol whether the protocol number has to be given; off by default
   */
  public record Access(
      Origins origins, boolean authorizedConnections, boolean requireTls, boolean strictProtocol) {}

  /**
   * Whether a publish can be repeated safely.
   *
   * @param enabled whether idempotency keys are looked at; on by default
   * @param life how long a key is remembered; 120 s by default
   */
  public record Idempotency(boolean enabled, Duration life) {}

  /** Refuses times that no client can use. */
  public AppSettings {
    if (activityTimeout.toSeconds() < 1 || pongTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "activity_timeout_seconds and pong_timeout_seconds have to be at least 1.");
    }
  }
}
