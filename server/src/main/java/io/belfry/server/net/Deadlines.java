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
  private final Map<Channel, Deadline> known = new HashMap<>();

  /**
   * When one socket is ended. Whoever changes it with every request keeps it: then a change is no
   * more than a number.
   *
   * <p>Thread: confined to the event loop of the socket.
   */
  static final class Deadline {
    private long nanoTime;
    private boolean isSet;

    /** Ends the socket at that time of the monotonic clock; replaces an earlier time. */
    void set(long newNanoTime) {
      nanoTime = newNanoTime;
      isSet = true;
    }

    /** The socket may stay. */
    void lift() {
      isSet = false;
    }

    private boolean hasCome(long nowNanos) {
      return isSet && nowNanos - nanoTime >= 0;
    }
  }

  /** The deadline of a socket, which counts until the socket is forgotten. */
  Deadline of(Channel channel) {
    return known.computeIfAbsent(channel, unused -> new Deadline());
  }

  /** Ends the socket at that time of the monotonic clock; replaces an earlier time. */
  void closeAt(Channel channel, long nanoTime) {
    if (channel.isOpen()) {
      of(channel).set(nanoTime);
    }
  }

  /** The socket may stay, or is gone. */
  void forget(Channel channel) {
    known.remove(channel);
  }

  /** Ends the sockets whose time has come. */
  void tick(long nowNanos) {
    for (Iterator<Map.Entry<Channel, Deadline>> all = known.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Channel, Deadline> entry = all.next();
      if (entry.getValue().hasCome(nowNanos)) {
        all.remove();
        entry.getKey().close();
      }
    }
  }
}
