package io.belfry.client.channel;

/** Hears of events and of the subscription itself. */
@FunctionalInterface
public interface ChannelEventListener extends SubscriptionEventListener {
  /** The server accepted the subscription; again after each reconnect. */
  default void onSubscriptionSucceeded(String channelName) {}

  /** The server told how many connections are subscribed. */
  default void onSubscriptionCount(String channelName, int count) {}

  /** The cache channel has no event yet. */
  default void onCacheMiss(String channelName) {}
}
