package io.belfry.server.delivery;

import io.belfry.protocol.SocketId;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.user.UserConnection;

/**
 * A connection, seen from the delivery: a subscriber of channels and a connection of a user.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Receiver extends Subscriber, UserConnection {
  /** Public id of the connection. */
  SocketId socketId();
}
