package io.belfry.rest;

import java.util.List;
import java.util.Optional;

/**
 * Some of the users who are blocked, in code-point order of their ids.
 *
 * <p>Thread: immutable.
 *
 * @param users in their order
 * @param next what to ask for the page behind it; empty on the last one
 */
public record BlockedPage(List<BlockedUser> users, Optional<PageQuery> next) {
  /** Takes a copy of the list. */
  public BlockedPage {
    users = List.copyOf(users);
  }
}
