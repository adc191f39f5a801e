package io.belfry.server.channel;

import io.belfry.protocol.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which connections of one event loop are which member of a presence channel.
 *
 * <p>Thread: confined to its event loop.
 */
final class LocalMembers {
  private final Map<UserId, Set<Subscription>> connections = new HashMap<>();

  void add(UserId user, Subscription subscription) {
    connections.computeIfAbsent(user, unused -> new HashSet<>(2)).add(subscription);
  }

  /** Takes the subscription away; whether it was the user's last one here. */
  boolean removeLast(UserId user, Subscription subscription) {
    Set<Subscription> ofUser = connections.get(user);
    if (ofUser == null || !ofUser.remove(subscription) || !ofUser.isEmpty()) {
      return false;
    }
    connections.remove(user);
    return true;
  }
}
