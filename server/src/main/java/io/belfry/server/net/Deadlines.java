package io.belfry.server.net;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Sockets of one event loop with which something is done when a time has come, mostly that they are
 * ended: heads that do not get complete, answers that do not come, idle keep-alive connections,
 * peers that do not answer a close. Open WebSockets are not here; they have their {@code
 * Heartbeat}.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-34"
 */
final class Deadlines {
  private final Map<Channel, Deadline> known = new HashMap<>();

  /**
   * When the time of one socket has come. Whoever changes it with every request keeps it: then a
   * change is no more than a number.
   *
   * <p>Thread: confined to the event loop of the socket.
   */
  static final class Deadline {
    private final Runnable due;
    private long nanoTime;
    private boolean isSet;
    private boolean isAnswerOwed;
    private boolean hasSpoken;

    private Deadline(Runnable due) {
      this.due = due;
    }

    /** By that time of the monotonic clock an answer is given; replaces an earlier time. */
    void set(long newNanoTime) {
      nanoTime = newNanoTime;
      isSet = true;
      isAnswerOwed = true;
    }

    /** All is answered, and the socket ends at that time; replaces an earlier time. */
    void rest(long newNanoTime) {
      set(newNanoTime);
      isAnswerOwed = false;
      hasSpoken = false;
    }

    /** The client has sent something. */
    void heard() {
      hasSpoken = true;
    }

    /** The socket may stay. */
    void lift() {
      isSet = false;
    }

    private boolean hasCome(long nowNanos) {
      return isSet && nowNanos - nanoTime >= 0;
    }
  }

  /**
   * The deadline of a socket, which counts until it has come or the socket is forgotten.
   *
   * @param due what is done then
   */
  Deadline of(Channel channel, Runnable due) {
    return known.computeIfAbsent(channel, unused -> new Deadline(due));
  }

  /** Ends the socket at that time of the monotonic clock; replaces an earlier time. */
  void closeAt(Channel channel, long nanoTime) {
    if (channel.isOpen()) {
      of(channel, channel::close).rest(nanoTime);
    }
  }

  /** The socket may stay, or is gone. */
  void forget(Channel channel) {
    known.remove(channel);
  }

  /** How many have not been answered: their request is not whole, or no answer is there. */
  int unanswered() {
    return (int) known.values().stream().filter(deadline -> deadline.isAnswerOwed).count();
  }

  /** How many of these have sent something, if only a part of a handshake. */
  int begun() {
    return (int)
        known.values().stream()
            .filter(deadline -> deadline.isAnswerOwed && deadline.hasSpoken)
            .count();
  }

  /** Does what is due. */
  void tick(long nowNanos) {
    List<Deadline> due = new ArrayList<>(0);
    for (Iterator<Deadline> all = known.values().iterator(); all.hasNext(); ) {
      Deadline deadline = all.next();
      if (deadline.hasCome(nowNanos)) {
        all.remove();
        due.add(deadline);
      }
    }
    // What is done then may set or forget deadlines of others.
    due.forEach(deadline -> deadline.due.run());
  }
}
