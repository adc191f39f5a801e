package io.belfry.server.channel;

import io.belfry.protocol.ChannelName;

/**
 * A connection, seen from a channel.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Subscriber {
  /** Queues the frame for this connection; the caller keeps its own reference. */
  void send(OutboundFrame frame);

  /** Its lane among the {@link Lanes} of its loop; {@link Lanes#NONE} when it has none. */
  int lane();

  /**
   * Queues a frame that may be left out, unless the library at the other end is known not to cope
   * with it on that channel.
   */
  void sendOptional(ChannelName channel, OutboundFrame frame);
}
