package io.belfry.server.user;

import io.belfry.server.channel.OutboundFrame;

/**
 * A connection, seen from its signed-in user.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface UserConnection {
  /**
   * Queues an event of the user, unless this connection has not been told of its sign-in yet or has
   * unsubscribed.
   */
  void sendToUser(OutboundFrame frame);

  /** Ends this connection because the application said so. */
  void terminate();
}
