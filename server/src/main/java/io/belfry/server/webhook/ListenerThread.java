package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.hook.ServerListener;
import io.belfry.server.node.Breakdown;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener what has happened, on a thread of its own. What waits is bounded.
 *
 * <p>Thread: thread-safe; {@link #offer} never blocks.
 */
final class ListenerThread {
  private static final Logger LOG = LoggerFactory.getLogger(ServerListener.class);
  private static final int MOST_EVENTS = 10_000;
  private static final long MOST_BYTES = 16L << 20;
  private static final long OF_EVENT = 300;
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private final ServerListener listener;
  private final Queue<RaisedHook> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Thread thread = new Thread(this::run, "belfry-listener");
  private volatile boolean isAsleep;
  private volatile boolean isClosing;
  private final Breakdown breakdown;
  private boolean isFailureSaid;

  /**
   * A thread that is not started yet.
   *
   * @param breakdown is told when the thread ends before its time
   */
  ListenerThread(ServerListener listener, Breakdown breakdown) {
    this.listener = listener;
    this.breakdown = breakdown;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Has it told; false where there is no room. */
  boolean offer(RaisedHook hook) {
    long size = bytesOf(hook);
    boolean hasRoom = events.incrementAndGet() <= MOST_EVENTS;
    hasRoom &= bytes.addAndGet(size) <= MOST_BYTES;
    if (!hasRoom) {
      giveBack(size);
      return false;
    }
    queue.add(hook);
    if (isAsleep) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  private void giveBack(long size) {
    events.decrementAndGet();
    bytes.addAndGet(-size);
  }

  private static long bytesOf(RaisedHook hook) {
    return hook.what() instanceof RaisedHook.OfClientEvent said
        ? OF_EVENT + said.publication().text().length
        : OF_EVENT;
  }

  private void run() {
    try {
      tellAll();
    } catch (Throwable e) {
      breakdown.tell("the thread of a listener has ended", e);
      throw e;
    }
  }

  private void tellAll() {
    while (!isClosing || !queue.isEmpty()) {
      RaisedHook hook = queue.poll();
      if (hook == null) {
        sleep();
      } else {
        giveBack(bytesOf(hook));
        tell(hook);
      }
    }
  }

  private void sleep() {
    isAsleep = true;
    if (queue.isEmpty() && !isClosing) {
      LockSupport.park(this);
    }
    isAsleep = false;
  }

  // The application's own code: nothing of it may end the thread but the end of the server.
  private void tell(RaisedHook hook) {
    try {
      Optional<Raised> event = RaisedEvents.of(hook);
      event.ifPresent(
          one -> listener.happened(hook.what().appId(), one, Instant.ofEpochMilli(hook.atMs())));
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      if (!isFailureSaid) {
        isFailureSaid = true;
        LOG.error("A listener has failed; it is told on all the same. This is said once.", e);
      }
    }
  }

  /** Ends when all that waits was told, or after five seconds. */
  void close() {
    isClosing = true;
    LockSupport.unpark(thread);
    try {
      if (Thread.currentThread() != thread && !thread.join(LONGEST_END)) {
        queue.clear();
        thread.interrupt();
        LOG.warn("A listener does not come to an end, so it is not told all that has happened.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
