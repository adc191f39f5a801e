package io.belfry.spring;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says at most one thing of a kind in ten seconds, and then how many others there were, so that
 * nobody from outside fills the log.
 *
 * <p>Thread: thread-safe.
 */
final class SpacedLog {
  private static final long SPACE_NANOS = 10_000_000_000L;

  private final System.Logger log;
  private final LongSupplier nanoTime;
  private long lastNanos;
  private long unsaid;
  private boolean hasSpoken;

  SpacedLog(Class<?> of, LongSupplier nanoTime) {
    this.log = System.getLogger(of.getName());
    this.nanoTime = nanoTime;
  }

  static SpacedLog of(Class<?> of) {
    return new SpacedLog(of, System::nanoTime);
  }

  /** Warns, or counts what it did not say. */
  void warn(Supplier<String> sentence) {
    long others = turn();
    if (others == 0) {
      log.log(System.Logger.Level.WARNING, sentence.get());
    } else if (others > 0) {
      log.log(
          System.Logger.Level.WARNING, sentence.get() + " (and " + others + " more since then)");
    } else {
      log.log(System.Logger.Level.DEBUG, sentence);
    }
  }

  /** How many were not said since the last one; below zero when this one is not said either. */
  private synchronized long turn() {
    long now = nanoTime.getAsLong();
    if (hasSpoken && now - lastNanos < SPACE_NANOS) {
      unsaid++;
      return -1;
    }
    hasSpoken = true;
    lastNanos = now;
    long others = unsaid;
    unsaid = 0;
    return others;
  }
}
