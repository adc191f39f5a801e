package io.belfry.rest;

import java.util.List;

/**
 * The sessions of a user.
 *
 * <p>Thread: immutable.
 *
 * @param sessions at most 1,000
 * @param isTruncated whether there are more
 * @param isComplete whether every node of the cluster has answered
 */
public record UserSessions(List<UserSession> sessions, boolean isTruncated, boolean isComplete) {
  /** Takes a copy of the list. */
  public UserSessions {
    sessions = List.copyOf(sessions);
  }
}
