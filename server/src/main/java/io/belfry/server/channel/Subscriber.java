package io.belfry.server.channel;

import io.belfry.protocol.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * A connection, seen from a channel.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Subscriber {
  /**
   * Queues the frame for this connection; the caller keeps its own reference. Here a frame can be
   * numbered, be held back, or another copy be made of it for this one; who does any of it has no
   * {@link #outlet}, so that every frame comes this way.
   */
  void send(OutboundFrame frame);

  /**
   * By which its loop may give it frames without asking; null when each has to go through {@link
   * #send}. It is asked for when events begin to flow.
   */
  default @Nullable Outlet outlet() {
    return null;
  }

  /**
   * Queues a frame that may be left out, unless the library at the other end is known not to cope
   * with it on that channel.
   */
  void sendOptional(ChannelName channel, OutboundFrame frame);
}
