package io.belfry.server.webhook;

import io.belfry.server.node.Breakdown;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs turns, and sleeps while there is nothing to do. Who has something to do wakes it; one that
 * is awake or sleeps for a few milliseconds only is left alone.
 *
 * <p>Thread: thread-safe.
 */
final class WebhookThread {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookThread.class);
  private static final long LONGEST_SLEEP = Duration.ofMinutes(1).toNanos();
  private static final long LONGEST_END = Duration.ofSeconds(5).toNanos();

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

  private final WebhookTurns turns;
  private final Clocks clocks;
  private final Alarm alarm;
  private final Breakdown breakdown;
  private final Runnable atEnd;
  private final CompletableFuture<Void> firstTurn = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "belfry-webhooks");
  private volatile boolean isClosing;

  /** Wakes the thread, if it sleeps. */
  static final class Alarm {
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private volatile Thread sleeper = Thread.currentThread();

    /** There is something to do; nothing happens if it is seen anyway. */
    void ring() {
      if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
        LockSupport.unpark(sleeper);
      }
    }

    /** There is something to do at once. */
    void shake() {
      isAsleep.set(false);
      LockSupport.unpark(sleeper);
    }
  }

  /**
   * A thread that does not run yet.
   *
   * @param atEnd is run by the thread when it ends as it should
   */
  WebhookThread(
      WebhookTurns turns, Clocks clocks, Alarm alarm, Breakdown breakdown, Runnable atEnd) {
    this.turns = turns;
    this.clocks = clocks;
    this.alarm = alarm;
    this.breakdown = breakdown;
    this.atEnd = atEnd;
    thread.setDaemon(true);
  }

  /** Begins; the stage completes after the first turn. */
  CompletionStage<Void> start() {
    alarm.sleeper = thread;
    thread.start();
    return firstTurn;
  }

  private void run() {
    try {
      while (!isClosing) {
        long next = turns.turn();
        firstTurn.complete(null);
        sleepUntil(next);
      }
      end();
    } catch (RuntimeException | Error e) {
      firstTurn.completeExceptionally(e);
      breakdown.tell("the thread of the webhooks has ended", e);
    } finally {
      ended.complete(null);
    }
  }

  /** Completes when nothing is done any more, be it as it should or through a fault. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  private void sleepUntil(long next) {
    boolean isPacing = turns.isPacing();
    long until = isPacing ? Math.min(next, turns.pacedUntil()) : next;
    long nanos = Math.min(until - clocks.nanos(), LONGEST_SLEEP);
    if (nanos <= 0 || isClosing) {
      return;
    }
    if (isPacing) {
      LockSupport.parkNanos(this, nanos);
      return;
    }
    alarm.isAsleep.set(true);
    if (!turns.hasWork() && !isClosing) {
      LockSupport.parkNanos(this, nanos);
    }
    alarm.isAsleep.set(false);
  }

  private void end() {
    turns.beginClose();
    long until = clocks.nanos() + LONGEST_END;
    while (!turns.isQuiet() && clocks.nanos() < until) {
      turns.turn();
      if (!turns.isQuiet() && !turns.hasWork()) {
        LockSupport.parkNanos(this, Math.max(1, until - clocks.nanos()));
      }
    }
    turns.close();
    atEnd.run();
  }

  /** Ends after what is under way, and comes back when it has. */
  void close() {
    isClosing = true;
    alarm.shake();
    try {
      if (!thread.join(LONGEST_CLOSE)) {
        LOG.error(
            "The webhooks do not end: their outbox does not answer. The process ends anyway.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
