package io.belfry.server.channel;

/**
 * A connection, seen from a channel.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Subscriber {
  /** Queues the frame for this connection; the caller keeps its own reference. */
  void send(OutboundFrame frame);
}
