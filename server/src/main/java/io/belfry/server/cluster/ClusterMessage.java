package io.belfry.server.cluster;

import io.belfry.protocol.UserId;
import java.time.Duration;
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
   * @param age how long ago that was said, where it comes late, to a node that was cut off: who has
   *     signed in since stays. Zero for all who are signed in now
   */
  record Terminate(String appId, UserId user, Duration age) implements ClusterMessage {
    /** It is said now. */
    public Terminate(String appId, UserId user) {
      this(appId, user, Duration.ZERO);
    }
  }

  /**
   * A node has found apps to be other than before: all look at once where theirs come from, rather
   * than when they would have. It says nothing of the apps, which have secrets.
   */
  record AppsChanged() implements ClusterMessage {}
}
