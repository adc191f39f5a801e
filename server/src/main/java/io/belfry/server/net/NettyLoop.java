package io.belfry.server.net;

import io.belfry.server.channel.Loop;
import io.belfry.server.channel.Receivers;
import io.belfry.server.metrics.LoopCounts;
import io.belfry.server.node.Breakdown;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * One of Netty's event loops as the parts above see it, with what its connections are to write when
 * the turn ends.
 *
 * <p>Thread: {@link #execute} is thread-safe; the rest is confined to the loop itself.
 */
final class NettyLoop implements Loop {
  private final int index;
  private final SingleThreadEventLoop eventLoop;
  private final LoopIo io;
  private final LoopWrites writes;
  private final Deflation deflation = new Deflation();
  private final Inflation inflation = new Inflation();
  private final LongSupplier nanoTime;
  private final Breakdown breakdown;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long timersSet;

  /** A task and its time; those of one time run in the order in which they were set. */
  private record Timer(long dueAt, long number, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return dueAt == other.dueAt
          ? Long.compare(number, other.number)
          : Long.compare(dueAt - other.dueAt, 0);
    }
  }

  NettyLoop(int index, EventLoop eventLoop, LoopIo io, LongSupplier nanoTime, Breakdown breakdown) {
    this.breakdown = breakdown;
    this.index = index;
    this.nanoTime = nanoTime;
    this.io = io;
    this.eventLoop = (SingleThreadEventLoop) eventLoop;
    this.writes = new LoopWrites(this.eventLoop);
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
  public boolean execute(Runnable task) {
    try {
      eventLoop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // A loop that has stopped has no connections and holds nothing: whom the task concerned is
      // gone.
      if (!eventLoop.isShuttingDown()) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public void after(Duration delay, Runnable task) {
    timers.add(new Timer(nanoTime.getAsLong() + delay.toNanos(), ++timersSet, task));
  }

  /** Runs the tasks whose time has come. */
  void runDueTimers(long now) {
    for (Timer due = timers.peek(); due != null && due.dueAt() - now <= 0; due = timers.peek()) {
      timers.remove();
      due.task().run();
    }
  }

  @Override
  public Receivers newReceivers(LoopCounts counts) {
    return new LoopReceivers(writes, deflation, counts);
  }

  /** The socket is no part of a connection storm any more. */
  void established(Channel socket) {
    io.established(socket);
  }

  /** Is told of what the loop cannot go on after. */
  Breakdown breakdown() {
    return breakdown;
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  /** Compresses what its connections send. */
  Deflation deflation() {
    return deflation;
  }

  /** Inflates what its connections get. */
  Inflation inflation() {
    return inflation;
  }

  /** What its connections are to write. */
  LoopWrites writes() {
    return writes;
  }
}
