package io.belfry.server.net;

import io.belfry.server.channel.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * One of Netty's event loops as the parts above see it, with the list of sockets that this turn has
 * written to. They are flushed together when the turn ends, so several publications of one turn
 * leave in one gathered write per connection.
 *
 * <p>Thread: {@link #execute} is thread-safe; the rest is confined to the loop itself.
 */
final class NettyLoop implements Loop {
  private final int index;
  private final SingleThreadEventLoop eventLoop;
  private final Runnable endOfTurn = this::flushTouched;
  private List<NettyWire> touched = new ArrayList<>();
  private List<NettyWire> flushing = new ArrayList<>();

  NettyLoop(int index, EventLoop eventLoop) {
    this.index = index;
    this.eventLoop = (SingleThreadEventLoop) eventLoop;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      // A loop that has stopped has no connections and holds nothing: whom the task concerned is
      // gone.
      if (!eventLoop.isShuttingDown()) {
        throw e;
      }
    }
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  /** Flushes the wire when this turn ends. */
  void flushAtEndOfTurn(NettyWire wire) {
    if (touched.isEmpty()) {
      eventLoop.executeAfterEventLoopIteration(endOfTurn);
    }
    touched.add(wire);
  }

  private void flushTouched() {
    List<NettyWire> now = touched;
    touched = flushing;
    flushing = now;
    for (NettyWire wire : now) {
      wire.flushTouched();
    }
    now.clear();
  }
}
