package io.belfry.client.user;

import java.util.List;

/**
 * Some watched users came or went.
 *
 * <p>Thread: immutable.
 *
 * @param name {@code online} or {@code offline}
 * @param userIds the users it is about
 */
public record WatchlistEvent(String name, List<String> userIds) {
  /** Takes a copy of the ids. */
  public WatchlistEvent {
    userIds = List.copyOf(userIds);
  }
}
