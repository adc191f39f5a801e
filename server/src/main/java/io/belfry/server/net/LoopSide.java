package io.belfry.server.net;

import io.belfry.server.fallback.FallbackSessions;
import io.belfry.server.socket.LoopParts;
import java.time.Duration;

/**
 * What the sockets of one event loop need.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param loop the loop
 * @param parts what its connections share
 * @param deadlines sockets that end when a time has come
 * @param fallback connections of this loop that have no socket of their own
 * @param answers writes what requests are answered with
 * @param answer writes what grants an upgrade
 * @param pauses keep what is due back after a standstill
 */
record LoopSide(
    NettyLoop loop,
    LoopParts parts,
    Deadlines deadlines,
    FallbackSessions fallback,
    Answers answers,
    SwitchingProtocols answer,
    Pauses pauses) {
  /** How often the timers are looked at. */
  static final long TICK_NANOS = Duration.ofMillis(50).toNanos();

  private static final int TICKS_TO_LISTEN = 10;
  private static final int LOOKS_TO_LISTEN = 2;

  /**
   * What is due after a standstill waits for half a second.
   *
   * @param ofTicks notices it between two ticks
   * @param ofLooks notices it between two looks
   */
  record Pauses(Pause ofTicks, Pause ofLooks) {
    static Pauses from(long nowNanos) {
      return new Pauses(new Pause(TICKS_TO_LISTEN, nowNanos), new Pause(LOOKS_TO_LISTEN, nowNanos));
    }
  }

  /** Called twenty times a second: runs the timers that are due. */
  void tick() {
    long now = parts.nanoTime().getAsLong();
    parts.counts().ofLoop().ticked(now, TICK_NANOS);
    if (pauses.ofTicks().isOver(now)) {
      loop.breakdown()
          .guard("What an event loop had to do at its time", () -> loop.runDueTimers(now));
    }
  }

  /** Called a few times a second: looks through the sockets and connections. */
  void lookThrough() {
    loop.breakdown().guard("The look through the connections", this::look);
  }

  private void look() {
    long now = parts.nanoTime().getAsLong();
    if (pauses.ofLooks().isOver(now)) {
      parts.connections().tick(now);
      fallback.tick(now);
      deadlines.tick(now);
    }
    parts.counts().ofLoop().queued(parts.backpressure().waitingBytes());
  }
}
