package io.belfry.rest;

import java.util.OptionalLong;

/**
 * What a server counted on one channel. A count is empty unless it was asked for and applies.
 *
 * <p>Thread: immutable.
 *
 * @param subscriptionCount connections that are subscribed
 * @param userCount distinct users that are members
 */
public record ChannelInfo(OptionalLong subscriptionCount, OptionalLong userCount) {
  /** Nothing was asked for. */
  static final ChannelInfo NONE = new ChannelInfo(OptionalLong.empty(), OptionalLong.empty());
}
