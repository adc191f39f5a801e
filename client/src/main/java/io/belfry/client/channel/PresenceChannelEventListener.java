package io.belfry.client.channel;

import java.util.Set;

/** Hears of events on a presence channel, and of its members. */
@FunctionalInterface
public interface PresenceChannelEventListener extends PrivateChannelEventListener {
  /** All members, oneself included; again after each reconnect. */
  default void onUsersInformationReceived(String channelName, Set<User> users) {}

  /** A member joined. */
  default void userSubscribed(String channelName, User user) {}

  /** A member left. */
  default void userUnsubscribed(String channelName, User user) {}
}
