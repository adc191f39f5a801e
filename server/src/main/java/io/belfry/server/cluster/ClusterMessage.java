package io.belfry.server.cluster;

import io.belfry.protocol.UserId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * The application ends sessions of a user.
   *
   * @param appId app of the user
   * @param user whose sessions end
   * @param selector which of them
   * @param ending what their clients are told
   * @param age how long ago that was said, where it comes late, to a node that was cut off: who has
   *     signed in since stays. Zero for all who are signed in now
   */
  record Terminate(String appId, UserId user, SessionSelector selector, Ending ending, Duration age)
      implements ClusterMessage {
    /** All of the user's sessions end, as that has been said so long ago. */
    public Terminate(String appId, UserId user, Duration age) {
      this(appId, user, new SessionSelector.All(), Ending.FOR_GOOD, age);
    }

    /** All of the user's sessions end now. */
    public Terminate(String appId, UserId user) {
      this(appId, user, Duration.ZERO);
    }
  }

  /**
   * How a session is ended.
   *
   * @param comesBack whether the client is told to connect again at once, with code 4200; else it
   *     stays away, with code 4009
   * @param reason what the client is told, at most 100 bytes of UTF-8; null for the sentence of the
   *     protocol
   * @see "rule USR-022"
   */
  record Ending(boolean comesBack, @Nullable String reason) {
    /** The client stays away, and is told the usual sentence. */
    public static final Ending FOR_GOOD = new Ending(false, null);
  }

  /**
   * A node has found apps to be other than before: all look at once where theirs come from, rather
   * than when they would have. It says nothing of the apps, which have secrets.
   */
  record AppsChanged() implements ClusterMessage {}
}
