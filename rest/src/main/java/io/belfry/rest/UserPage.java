package io.belfry.rest;

import java.util.List;
import java.util.Optional;

/**
 * Some of the users who are online, in code-point order of their ids.
 *
 * <p>Thread: immutable.
 *
 * @param users in their order
 * @param next what to ask for the page behind it; empty on the last one
 * @param isComplete whether every node of the cluster has answered
 */
public record UserPage(List<OnlineUser> users, Optional<OnlineQuery> next, boolean isComplete) {
  /** Takes a copy of the list. */
  public UserPage {
    users = List.copyOf(users);
  }
}
