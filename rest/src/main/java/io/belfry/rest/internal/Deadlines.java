package io.belfry.rest.internal;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Breaks calls off whose time is over, by closing the channel that they wait on. All have the same
 * time, so that a later call never ends before an earlier one: the thread that looks after them
 * sleeps at most that long and need not be woken by a call that begins, which a timer would cost
 * each call. It is there while there are calls or connections to look after.
 *
 * <p>Thread: thread-safe.
 */
final class Deadlines {
  private static final long LONGEST_SLEEP = Duration.ofSeconds(30).toNanos();

  private final long eachNanos;
  private final BooleanSupplier tidying;
  private final Set<Deadline> running = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Thread watcher;
  private volatile boolean isClosed;

  /**
   * Nothing is looked after yet.
   *
   * @param each time of a call
   * @param tidying called now and then; says whether it wants to be called again
   */
  Deadlines(Duration each, BooleanSupplier tidying) {
    this.eachNanos = each.toNanos();
    this.tidying = tidying;
  }

  /** The time of one call, which runs from now on. */
  Deadline begin() {
    Deadline begun = new Deadline(System.nanoTime() + eachNanos);
    running.add(begun);
    if (watcher == null) {
      start();
    }
    return begun;
  }

  private synchronized void start() {
    if (watcher == null && !isClosed) {
      Thread thread = new Thread(this::watch, "belfry-rest-deadlines");
      thread.setDaemon(true);
      watcher = thread;
      thread.start();
    }
  }

  private void watch() {
    while (!isClosed) {
      LockSupport.parkNanos(this, look());
      boolean isWanted = tidying.getAsBoolean();
      if (running.isEmpty() && !isWanted && isOver()) {
        return;
      }
    }
  }

  // A call puts itself down before it asks for the thread, so one of the two sees the other.
  private synchronized boolean isOver() {
    Thread self = watcher;
    watcher = null;
    if (running.isEmpty()) {
      return true;
    }
    watcher = self;
    return false;
  }

  /** Breaks off what is late, and says how long there is nothing more to do, in nanoseconds. */
  private long look() {
    long now = System.nanoTime();
    long next = Math.min(eachNanos, LONGEST_SLEEP);
    for (Deadline deadline : running) {
      long left = deadline.endNanos - now;
      if (left <= 0) {
        deadline.expire();
      } else {
        next = Math.min(next, left);
      }
    }
    return next;
  }

  /** Breaks off all that runs, and ends the thread. */
  void close() {
    isClosed = true;
    running.forEach(Deadline::expire);
    LockSupport.unpark(watcher);
  }

  /** The time of one call. */
  final class Deadline implements AutoCloseable {
    private final long endNanos;
    private @Nullable Channel guarded;
    private boolean isExpired;

    private Deadline(long endNanos) {
      this.endNanos = endNanos;
    }

    /** What is left, in nanoseconds; nothing if it is not positive. */
    long leftNanos() {
      return endNanos - System.nanoTime();
    }

    /**
     * This channel is closed when the time is over.
     *
     * @throws IOException if it is over already
     */
    synchronized void guard(Channel channel) throws IOException {
      guarded = channel;
      if (isExpired) {
        channel.close();
        throw new AsynchronousCloseException();
      }
    }

    private synchronized void expire() {
      isExpired = true;
      Channel channel = guarded;
      if (channel != null) {
        guarded = null;
        closeQuietly(channel);
      }
    }

    /** No channel is closed any more. */
    synchronized void letGo() {
      guarded = null;
    }

    /** Whether it is over. */
    synchronized boolean isExpired() {
      return isExpired;
    }

    @Override
    public void close() {
      letGo();
      running.remove(this);
    }
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Of no use any more, whatever became of it; the other calls are still to be looked after.
      return;
    }
  }
}
