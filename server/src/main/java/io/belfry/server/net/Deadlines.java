package io.belfry.server.net;

import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Sockets of one event loop that are ended when a time has come: heads that do not get complete,
 * idle keep-alive connections, peers that do not answer a close. Open WebSockets are not here; they
 * have their {@code Heartbeat}.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-34"
 */
final class Deadlines {
  private final Map<Channel, Long> times = new HashMap<>();

  /** Ends the socket at that time of the monotonic clock; replaces an earlier time. */
  void closeAt(Channel channel, long nanoTime) {
    if (channel.isOpen()) {
      times.put(channel, nanoTime);
    }
  }

  /** The socket may stay, or is gone. */
  void forget(Channel channel) {
    times.remove(channel);
  }

  /** Ends the sockets whose time has come. */
  void tick(long nowNanos) {
    for (Iterator<Map.Entry<Channel, Long>> all = times.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Channel, Long> entry = all.next();
      if (nowNanos - entry.getValue() >= 0) {
        all.remove();
        entry.getKey().close();
      }
    }
  }
}
