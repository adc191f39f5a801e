package io.belfry.server.cluster;

import io.belfry.protocol.UserId;

/**
 * What is told of a user who is online.
 *
 * <p>Thread: immutable.
 *
 * @param id who
 * @param connections signed-in connections, at least 1
 * @param onlineSinceMillis since when, in Unix milliseconds
 */
public record UserFacts(UserId id, int connections, long onlineSinceMillis) {
  /** Both parts together: connections are each one's own, the earlier time is when it began. */
  UserFacts plus(UserFacts other) {
    return new UserFacts(
        id, connections + other.connections, Math.min(onlineSinceMillis, other.onlineSinceMillis));
  }
}
