package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;

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

  /** Somebody has come who wants to hear which users of the app are online. */
  record Watched(String appId) implements Decision {}

  /** Nobody is left who wants to hear that. */
  record Unwatched(String appId) implements Decision {}
}
