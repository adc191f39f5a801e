package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * What has become true for an app.
 *
 * <p>Thread: immutable.
 */
public sealed interface Decision {
  /** App for which it is true. */
  String appId();

  /** A channel has its first subscriber. */
  record Occupied(String appId, ChannelName channel) implements Decision {}

  /** A channel has lost its last subscriber. */
  record Vacated(String appId, ChannelName channel) implements Decision {}

  /** A presence channel has a new member. */
  record MemberAdded(String appId, ChannelName channel, Member member) implements Decision {}

  /** The last connection of a member has left. */
  record MemberRemoved(String appId, ChannelName channel, UserId user) implements Decision {}

  /** The number of subscribed connections has changed. */
  record Counted(String appId, ChannelName channel, long subscriptions) implements Decision {}

  /** A user has signed in for the first time. */
  record Online(String appId, UserId user) implements Decision {}

  /** The last connection of a user is gone. */
  record Offline(String appId, UserId user) implements Decision {}

  /** Something has become of a session. */
  sealed interface SessionChange extends Decision {
    /** Which session. */
    SignedIn session();
  }

  /** A connection of this node has signed in. */
  record SessionStarted(String appId, SignedIn session) implements SessionChange {}

  /**
   * A connection of this node that had signed in has ended.
   *
   * @param code with which it was closed
   */
  record SessionEnded(String appId, SignedIn session, int code) implements SessionChange {}

  /**
   * Who has signed in, and on which connection.
   *
   * @param login the login session that the application named; null where it named none
   * @param device what it called the device; null where it did not
   */
  record SignedIn(
      UserId user, SocketId socketId, @Nullable String login, @Nullable String device) {}

  /** Somebody has come who wants to hear which users of the app are online. */
  record Watched(String appId) implements Decision {}

  /** Nobody is left who wants to hear that. */
  record Unwatched(String appId) implements Decision {}
}
