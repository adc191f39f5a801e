package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;

/**
 * What is held. The app is part of it, so apps never meet (rule THR-18).
 *
 * <p>Thread: immutable.
 */
public sealed interface Subject {
  /** App that it belongs to. */
  String appId();

  /** A channel of an app. */
  record OfChannel(String appId, ChannelName channel) implements Subject {}

  /** A user of an app. */
  record OfUser(String appId, UserId user) implements Subject {}
}
