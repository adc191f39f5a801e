package io.belfry.client;

/**
 * Says whether this client may subscribe to a channel.
 *
 * <p>Thread: called on threads of its own, which it may block, also for several channels at the
 * same time. A thread is interrupted when the answer is no longer wanted.
 */
@FunctionalInterface
public interface ChannelAuthorizer {
  /**
   * Fetches the token for one subscription. Called again after each reconnect, with the new socket
   * id.
   *
   * @param channelName channel to be subscribed
   * @param socketId public id of the connection that subscribes
   * @return JSON text {@code {"auth":"KEY:SIGNATURE"}}, for presence channels usually with {@code
   *     channel_data}
   * @throws AuthorizationFailureException if the channel is refused, or nobody could be asked
   */
  String authorize(String channelName, String socketId) throws AuthorizationFailureException;
}
