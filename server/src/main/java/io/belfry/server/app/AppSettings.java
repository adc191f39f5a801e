package io.belfry.server.app;

import java.time.Duration;

/**
 * What an app has switched on.
 *
 * <p>Thread: immutable.
 *
 * @param features what its clients may do
 * @param access who may connect
 * @param activityTimeout longest silence before the server asks for a sign of life; 120 s by
 *     default, sent to clients in whole seconds
 * @param pongTimeout how long it waits for one; 30 s by default
 */
public record AppSettings(
    Features features, Access access, Duration activityTimeout, Duration pongTimeout) {
  /** What an app gets that sets nothing. */
  public static final AppSettings DEFAULTS =
      new AppSettings(
          new Features(true, false),
          new Access(Origins.ALL, false, false, false),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30));

  /**
   * What clients may do.
   *
   * @param userAuthentication whether users may sign in; on by default
   * @param clientEvents whether clients may send events to each other; off by default
   */
  public record Features(boolean userAuthentication, boolean clientEvents) {}

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

  /** Refuses times that no client can use. */
  public AppSettings {
    if (activityTimeout.toSeconds() < 1 || pongTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "activity_timeout_seconds and pong_timeout_seconds have to be at least 1.");
    }
  }
}
