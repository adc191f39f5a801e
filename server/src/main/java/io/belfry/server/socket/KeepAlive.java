package io.belfry.server.socket;

import io.belfry.protocol.SocketId;
import java.time.Duration;

/**
 * How long a client may be silent before the server says something, so that whoever stands between
 * them does not take an idle connection for a dead one: most proxies do after 50 or 60 s.
 *
 * <p>Thread: immutable.
 *
 * @param longest longest silence; zero for whatever silence
 * @see "rule WS-110"
 */
public record KeepAlive(Duration longest) {
  /** What a server has that sets nothing. */
  public static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(25));

  /** So many nanoseconds that they do not pass, and can still be added to others. */
  static final long NEVER = Long.MAX_VALUE / 4;

  private static final int SHARES = 5;

  /**
   * Nanoseconds of silence after which one connection is asked: from four fifths of the longest up
   * to all of it, since those who came together are not to be asked together for ever.
   */
  long nanosOf(SocketId socketId) {
    if (longest.isZero()) {
      return NEVER;
    }
    long most = longest.toNanos();
    long spread = most / SHARES;
    return most - Math.floorMod(socketId.hashCode() * 0x9E3779B97F4A7C15L, spread);
  }
}
