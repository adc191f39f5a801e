package io.belfry.client.channel;

/**
 * Hears of events.
 *
 * <p>Thread: called on the one listener thread of the client.
 */
@FunctionalInterface
public interface SubscriptionEventListener {
  /** An event came. */
  void onEvent(PusherEvent event);

  /**
   * The subscription failed: told to those that hear of the subscription, and to those that are
   * bound to {@code pusher:subscription_error} or to all events of the channel. Does nothing unless
   * it is implemented.
   */
  default void onError(String message, Exception e) {}
}
