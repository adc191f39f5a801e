package io.belfry.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What was delivered and has not been asked for. Waits are bounded, and end as soon as what they
 * wait for has come.
 *
 * <p>Thread: thread-safe.
 */
final class Deliveries {
  private static final int MOST = 100_000;
  private static final int SHOWN = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Delivery> unread = new ArrayList<>();
  private final Set<String> unreadable = new LinkedHashSet<>();
  private final Duration patience;

  Deliveries(Duration patience) {
    this.patience = patience;
  }

  void add(Delivery delivery) {
    lock.lock();
    try {
      if (unread.size() < MOST) {
        unread.add(delivery);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There is something that cannot be read along: failures say so, a sentence for each kind. */
  void cannotRead(String sentence) {
    lock.lock();
    try {
      unreadable.add(sentence);
    } finally {
      lock.unlock();
    }
  }

  /** What could not be read along since the test began; empty for nothing. */
  String unreadable() {
    lock.lock();
    try {
      return String.join(" ", unreadable);
    } finally {
      lock.unlock();
    }
  }

  /** Something has changed that somebody may wait for. */
  void changed() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      unread.clear();
      unreadable.clear();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the first that is so, and waits for it.
   *
   * @param about those that are shown where none comes
   */
  Delivery take(String wanted, Predicate<Delivery> isWanted, Predicate<Delivery> about) {
    lock.lock();
    try {
      await(
          () -> unread.stream().anyMatch(isWanted),
          () -> "Expected " + wanted + ". " + shown(about));
      Delivery found = unread.stream().filter(isWanted).findFirst().orElseThrow();
      unread.remove(found);
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is so. */
  void await(BooleanSupplier isSo, Supplier<String> otherwise) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!isSo.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError(
              (otherwise.get() + " It was waited for " + patience + ". " + unreadable()).strip());
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The test was interrupted.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Those that are so and have not been asked for. */
  List<Delivery> unread(Predicate<Delivery> about) {
    lock.lock();
    try {
      return unread.stream().filter(about).toList();
    } finally {
      lock.unlock();
    }
  }

  private String shown(Predicate<Delivery> about) {
    List<Delivery> close = unread.stream().filter(about).toList();
    List<Delivery> all = close.isEmpty() ? List.copyOf(unread) : close;
    if (all.isEmpty()) {
      return "Nothing came.";
    }
    Stream<Delivery> last = all.stream().skip(Math.max(0, all.size() - SHOWN));
    return (close.isEmpty() ? "Only others got something:" : "Instead there came:")
        + String.join("", last.map(one -> "\n  " + line(one)).toList())
        + "\n";
  }

  static String line(Delivery one) {
    return "event "
        + one.event()
        + (one.channel() == null ? "" : " on " + one.channel())
        + " to "
        + (one.user() == null ? "nobody signed in" : one.user())
        + " ("
        + one.socketId()
        + "): "
        + shortened(one.data());
  }

  private static String shortened(String data) {
    return data.length() <= 200 ? data : data.substring(0, 200) + "…";
  }
}
