package io.belfry.server.hook;

/**
 * How a client is connected.
 *
 * <p>Thread: immutable.
 */
public enum ClientTransport {
  /** A WebSocket. */
  WEBSOCKET,
  /** Answers to HTTP requests that go on and on. */
  XHR_STREAMING,
  /** One answer for each HTTP request. */
  XHR_POLLING,
  /** The same, as scripts. */
  JSONP_POLLING
}
