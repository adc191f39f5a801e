package io.belfry.client.connection;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a client.
 *
 * <p>Thread: thread-safe.
 */
public interface Connection {
  /** Begins to connect; does nothing unless the state is {@link ConnectionState#DISCONNECTED}. */
  void connect();

  /**
   * Lets a listener hear of each entry into a state, and of all errors.
   *
   * @param state one state, or {@link ConnectionState#ALL}
   */
  void bind(ConnectionState state, ConnectionEventListener listener);

  /** Takes a listener back; false when it was not bound to that state. */
  boolean unbind(ConnectionState state, ConnectionEventListener listener);

  /** Where the connection stands. */
  ConnectionState getState();

  /** The public id that the server gave this connection; null unless connected. */
  @Nullable String getSocketId();
}
