package io.belfry.spring;

import io.belfry.rest.ApiException;
import io.belfry.rest.Pusher;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Calls to the server that nobody waits for, one after the other in the order in which they came,
 * on a thread of their own. 1,000 may wait; whoever brings one more waits up to 5 s for a place,
 * and then it is given up, counted and said in the log.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-222"
 */
final class OutgoingCalls implements AutoCloseable {
  private static final int MAX_WAITING = 1_000;
  private static final long LONGEST_WAIT_SECONDS = 5;

  private final SpacedLog log = SpacedLog.of(OutgoingCalls.class);
  private final LongAdder lost = new LongAdder();
  private final Pusher pusher;
  private final ThreadPoolExecutor thread;

  OutgoingCalls(Pusher pusher) {
    this.pusher = pusher;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            OutgoingCalls::named,
            this::wait);
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "belfry-calls");
    thread.setDaemon(true);
    return thread;
  }

  private record Call(String what, Runnable work) implements Runnable {
    @Override
    public void run() {
      work.run();
    }
  }

  /**
   * Hands a call over.
   *
   * @param what for the log, such as {@code the event "order-shipped"}
   */
  void add(String what, Consumer<Pusher> call) {
    thread.execute(new Call(what, () -> make(what, call)));
  }

  private void make(String what, Consumer<Pusher> call) {
    try {
      call.accept(pusher);
    } catch (ApiException e) {
      lose(what, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) { // the calls behind it are made all the same
      lose(what, e.toString());
    }
  }

  private void wait(Runnable call, ThreadPoolExecutor full) {
    String what = call instanceof Call known ? known.what : "a call";
    try {
      if (full.isShutdown()) {
        lose(what, "The application stops.");
      } else if (!full.getQueue().offer(call, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        lose(what, MAX_WAITING + " others wait for the server, which is too slow or away.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lose(what, "The thread was interrupted.");
    }
  }

  /** Counts what the server did not get, and says it in the log. */
  void lose(String what, String why) {
    lost.increment();
    log.warn(() -> "Belfry did not get " + what + ". " + why);
  }

  /** How many calls the server did not get, or refused. */
  long lost() {
    return lost.sum();
  }

  /** Takes no more, and lets those that wait have 5 s. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        int waiting = thread.shutdownNow().size();
        lost.add(waiting);
        log.warn(
            () -> waiting + " calls to Belfry were still waiting when the application stopped.");
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
