package io.belfry.server.cluster;

import io.belfry.protocol.UserId;
import java.util.List;

/**
 * What one node tells all, itself included.
 *
 * <p>Thread: immutable.
 */
public sealed interface ClusterMessage {
  /**
   * Events that were accepted together; each subscriber gets them in this order.
   *
   * @param publications at least one, all of one app
   */
  record Publish(List<Publication> publications) implements ClusterMessage {
    /** Takes a copy of the list. */
    public Publish {
      publications = List.copyOf(publications);
    }
  }

  /**
   * The application ends all connections that are signed in as a user.
   *
   * @param appId app of the user
   * @param user whose connections end
   */
  record Terminate(String appId, UserId user) implements ClusterMessage {}
}
