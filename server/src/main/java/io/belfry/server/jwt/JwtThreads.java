package io.belfry.server.jwt;

import io.belfry.server.node.Breakdown;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that verify: two, which come with the first token and go when there is none for a
 * minute. What they are given is done in order; how much may wait is bounded by whoever gives it. A
 * thread that dies is the end of the server.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-055"
 */
final class JwtThreads implements AutoCloseable {
  /** So many verify at a time. */
  static final int MOST = 2;

  private static final Logger LOG = LoggerFactory.getLogger(JwtThreads.class);
  private static final long IDLE_SECONDS = 60;

  private final Breakdown breakdown;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST,
          MOST,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("belfry-jwt-", 1).factory());

  JwtThreads(Breakdown breakdown) {
    this.breakdown = breakdown;
    threads.allowCoreThreadTimeOut(true);
  }

  /** Something that is done on one of these threads. */
  @FunctionalInterface
  interface Step {
    void run() throws JwtObjection;
  }

  /**
   * How much may have no outcome yet.
   *
   * @param tokens so many
   * @param bytes so much memory with all of them
   */
  record WaitingRoom(int tokens, long bytes) {}

  /**
   * Takes what will have an outcome, if there is room for it.
   *
   * @param bytes memory that it takes until then
   * @return whether it was taken
   */
  boolean admit(CompletableFuture<?> outcome, long bytes, WaitingRoom room) {
    int tokens = waiting.incrementAndGet();
    long held = waitingBytes.addAndGet(bytes);
    if (tokens > room.tokens || held > room.bytes) {
      over(bytes);
      return false;
    }
    Runnable giveUp = () -> outcome.completeExceptionally(JwtObjection.closing());
    open.add(giveUp);
    var unused =
        outcome.whenComplete(
            (done, failed) -> {
              open.remove(giveUp);
              over(bytes);
            });
    return true;
  }

  private void over(long bytes) {
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-bytes);
  }

  /** How many have no outcome yet. */
  int waiting() {
    return waiting.get();
  }

  /** Does a step; what it throws is the outcome. */
  void execute(CompletableFuture<?> outcome, Step step) {
    try {
      threads.execute(() -> run(outcome, step));
    } catch (RejectedExecutionException e) {
      outcome.completeExceptionally(JwtObjection.closing());
    }
  }

  private void run(CompletableFuture<?> outcome, Step step) {
    try {
      step.run();
    } catch (JwtObjection e) {
      outcome.completeExceptionally(e);
    } catch (RuntimeException e) {
      LOG.error("A JWT could not be judged through a fault of the server.", e);
      outcome.completeExceptionally(JwtObjection.fault());
    } catch (Error e) {
      breakdown.tell("a thread that verifies JWTs has ended", e);
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    open.forEach(Runnable::run);
  }
}
