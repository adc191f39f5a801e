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

  /** The subscription failed. Does nothing unless it is implemented. */
  default void onError(String message, Exception e) {}
}
