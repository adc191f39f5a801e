package io.belfry.server.user;

/** Whether a user has a signed-in connection anywhere. */
public enum OnlineState {
  /** At least one. */
  ONLINE,
  /** None. */
  OFFLINE
}
