package io.belfry.cli.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Does something so many times a second. What could not be done in time is made up for at once, and
 * each time is told when it was due, so that lateness is measured and not lost.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class Paced {
  private static final double NANOS_PER_SECOND = 1e9;

  private final EventLoop loop;
  private final int perSecond;
  private final LongConsumer work;
  private long start;
  private long taken;
  private boolean isRunning;

  /**
   * Work at a pace.
   *
   * @param perSecond how often, 0 for never
   * @param work takes the moment it was due, by {@link System#nanoTime}
   */
  Paced(EventLoop loop, int perSecond, LongConsumer work) {
    this.loop = loop;
    this.perSecond = perSecond;
    this.work = work;
  }

  /** Begins at that moment, by {@link System#nanoTime}. */
  void start(long now) {
    if (perSecond > 0) {
      start = now;
      isRunning = true;
      run();
    }
  }

  void stop() {
    isRunning = false;
  }

  /** Does at once what is due by now. */
  void catchUp() {
    while (isRunning && nextDue() - System.nanoTime() <= 0) {
      long due = nextDue();
      taken++;
      work.accept(due);
    }
  }

  private void run() {
    catchUp();
    if (isRunning) {
      loop.schedule(this::run, nextDue() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private long nextDue() {
    return start + (long) (taken * NANOS_PER_SECOND / perSecond);
  }
}
