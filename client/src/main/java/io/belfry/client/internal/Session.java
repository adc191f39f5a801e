package io.belfry.client.internal;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.ServerMessage;

/**
 * What goes on over connections: hears of each one and of what the server says on it.
 *
 * <p>Thread: confined to the owner thread.
 */
interface Session {
  /** A connection stands. */
  void connected(SocketId socketId);

  /** It does so no more. */
  void left();

  /** The server said something that is no failure. */
  void message(ServerMessage message);

  /** The server reported a failure; true when it answers a request and announces no close. */
  boolean failure(ServerMessage.Failure failure);
}
