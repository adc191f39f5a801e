package io.belfry.server.user;

import io.belfry.server.channel.OutboundFrame;
import java.time.Duration;

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

  /**
   * Ends this connection because the application said so.
   *
   * @param age how long ago; who has signed in since stays
   */
  void terminate(Duration age);
}
