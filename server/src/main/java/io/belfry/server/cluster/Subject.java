package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;

/**
 * What is held. The app is part of it, so apps never meet (rule THR-18). Channels and users are
 * comparable, so that names made to collide cost a map no more than a tree does (rule THR-28).
 *
 * <p>Thread: immutable.
 */
public sealed interface Subject {
  /** App that it belongs to. */
  String appId();

  /** A channel of an app. */
  record OfChannel(String appId, ChannelName channel) implements Subject, Comparable<OfChannel> {
    @Override
    public int compareTo(OfChannel other) {
      int byName = channel.text().compareTo(other.channel.text());
      return byName != 0 ? byName : appId.compareTo(other.appId);
    }
  }

  /** A user of an app. */
  record OfUser(String appId, UserId user) implements Subject, Comparable<OfUser> {
    @Override
    public int compareTo(OfUser other) {
      int byUser = user.compareTo(other.user);
      return byUser != 0 ? byUser : appId.compareTo(other.appId);
    }
  }

  /** Who of an app's users is online: held by whoever has a connection with a watchlist. */
  record OfWatchers(String appId) implements Subject {}
}
