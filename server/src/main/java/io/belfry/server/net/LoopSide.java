package io.belfry.server.net;

import io.belfry.server.fallback.FallbackSessions;
import io.belfry.server.socket.LoopParts;

/**
 * What the sockets of one event loop need.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param loop the loop
 * @param parts what its connections share
 * @param deadlines sockets that end when a time has come
 * @param fallback connections of this loop that have no socket of their own
 * @param answer writes what grants an upgrade
 */
record LoopSide(
    NettyLoop loop,
    LoopParts parts,
    Deadlines deadlines,
    FallbackSessions fallback,
    SwitchingProtocols answer) {
  /** Called twenty times a second: runs the timers that are due. */
  void tick() {
    loop.runDueTimers(parts.nanoTime().getAsLong());
  }

  /** Called a few times a second: looks through the sockets and connections. */
  void lookThrough() {
    long now = parts.nanoTime().getAsLong();
    parts.connections().tick(now);
    fallback.tick(now);
    deadlines.tick(now);
  }
}
