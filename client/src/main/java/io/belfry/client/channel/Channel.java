package io.belfry.client.channel;

import java.util.OptionalInt;

/**
 * A channel of this client.
 *
 * <p>Thread: thread-safe.
 */
public interface Channel {
  /** Name of the channel. */
  String getName();

  /** Lets a listener hear of events of that name. */
  void bind(String eventName, SubscriptionEventListener listener);

  /** Lets a listener hear of all events of this channel. */
  void bindGlobal(SubscriptionEventListener listener);

  /** Takes a listener back; nothing happens when it was not bound. */
  void unbind(String eventName, SubscriptionEventListener listener);

  /** Takes a listener of all events back; nothing happens when it was not bound. */
  void unbindGlobal(SubscriptionEventListener listener);

  /**
   * Connections that are subscribed to this channel, as the server told last; empty unless it has
   * told that on the present connection. The app has to allow it.
   */
  OptionalInt subscriptionCount();

  /** Whether the server has accepted the subscription on the present connection. */
  boolean isSubscribed();
}
