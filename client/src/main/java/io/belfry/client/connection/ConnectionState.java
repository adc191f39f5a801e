package io.belfry.client.connection;

/**
 * Where a connection stands.
 *
 * <p>Thread: immutable.
 */
public enum ConnectionState {
  /** The socket is being opened, or the server's first frame is awaited. */
  CONNECTING,
  /** The server has given the connection its socket id. */
  CONNECTED,
  /** The connection is being ended for good. */
  DISCONNECTING,
  /** Never connected, ended on request, or refused for good. {@link Connection#connect} helps. */
  DISCONNECTED,
  /** Waiting for the next attempt. */
  RECONNECTING,
  /** No state: stands for all of them where a listener is bound. */
  ALL
}
