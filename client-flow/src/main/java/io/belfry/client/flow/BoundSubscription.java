package io.belfry.client.flow;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber, bound to what comes: gives it as much as it has asked for, one thing at a time,
 * whichever threads come to serve it.
 *
 * <p>Thread: thread-safe; {@link #poll} is called by one thread at a time.
 *
 * @see "rule CL-037"
 */
abstract class BoundSubscription<T> implements Flow.Subscription {
  private final Flow.Subscriber<? super T> subscriber;
  private final AtomicLong wanted = new AtomicLong();
  // How often somebody came to serve. The first to come serves, also for those who come meanwhile;
  // so nobody does before the subscriber knows of its subscription.
  private final AtomicInteger calls = new AtomicInteger(1);
  private volatile boolean isOver;
  // Told once nothing waits any more.
  private volatile @Nullable RuntimeException loss;
  private volatile @Nullable RuntimeException misuse;

  BoundSubscription(Flow.Subscriber<? super T> subscriber) {
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
  }

  /** What waits and comes next; null for nothing. */
  abstract @Nullable T poll();

  /** Whether nothing waits. */
  abstract boolean isEmpty();

  abstract void bind();

  abstract void unbind();

  /** Hands itself to the subscriber, and binds. */
  final void begin() {
    subscriber.onSubscribe(this);
    if (!isOver) {
      bind();
      if (isOver) {
        unbind();
      }
    }
    serveAll();
  }

  /** Ends it with that, behind what waits. */
  final void fail(RuntimeException why) {
    loss = why;
    unbind();
  }

  @Override
  public final void request(long more) {
    if (more > 0) {
      wanted.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    } else {
      misuse =
          new IllegalArgumentException(
              "request(" + more + ") of a subscriber (expected: 1 or more)");
    }
    serve();
  }

  @Override
  public final void cancel() {
    isOver = true;
    unbind();
  }

  /** Gives what is wanted and there. */
  final void serve() {
    if (calls.getAndIncrement() == 0) {
      serveAll();
    }
  }

  private void serveAll() {
    int served = 1;
    do {
      giveWanted();
      served = calls.addAndGet(-served);
    } while (served != 0);
  }

  private void giveWanted() {
    while (!isOver) {
      RuntimeException wrong = misuse;
      RuntimeException lost = loss;
      if (wrong != null) {
        end(wrong);
      } else if (lost != null && isEmpty()) {
        end(lost);
      } else {
        T next = wanted.get() == 0 ? null : poll();
        if (next == null) {
          return;
        }
        wanted.getAndUpdate(left -> left == Long.MAX_VALUE ? left : left - 1);
        give(next);
      }
    }
  }

  private void give(T next) {
    boolean isTaken = false;
    try {
      subscriber.onNext(next);
      isTaken = true;
    } finally {
      if (!isTaken) {
        // It has thrown, which it must not: the client says so, and it hears nothing more.
        cancel();
      }
    }
  }

  private void end(RuntimeException why) {
    cancel();
    subscriber.onError(why);
  }
}
