package io.belfry.server.net;

import io.belfry.server.socket.LoopParts;

/**
 * What the sockets of one event loop need.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param loop the loop
 * @param parts what its connections share
 * @param deadlines sockets that end when a time has come
 */
record LoopSide(NettyLoop loop, LoopParts parts, Deadlines deadlines) {
  /** Called twenty times a second: runs the timers that are due. */
  void tick() {
    loop.runDueTimers(parts.nanoTime().getAsLong());
  }

  /** Called a few times a second: looks through the sockets and connections. */
  void lookThrough() {
    long now = parts.nanoTime().getAsLong();
    parts.connections().tick(now);
    deadlines.tick(now);
  }
}
