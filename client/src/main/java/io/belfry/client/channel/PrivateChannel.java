package io.belfry.client.channel;

/**
 * A channel that needs authorisation.
 *
 * <p>Thread: thread-safe.
 */
public interface PrivateChannel extends Channel {
  /**
   * Sends an event to the other subscribers. A server that refuses it says so to the connection's
   * error listeners, with code 4301.
   *
   * @param eventName begins with {@code client-}
   * @param data payload, usually JSON text
   * @throws IllegalArgumentException if the name does not begin with {@code client-}
   * @throws IllegalStateException if the channel is not subscribed now
   * @see "rule CL-022"
   */
  void trigger(String eventName, String data);
}
