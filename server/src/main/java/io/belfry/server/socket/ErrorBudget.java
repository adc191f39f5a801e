package io.belfry.server.socket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many errors of a kind a connection may cause within a rolling window. Holds one time for each
 * error it allows, and nothing before the first one.
 *
 * <p>Thread: confined to the event loop of the connection.
 *
 * @see "rules WS-045, WS-105"
 */
final class ErrorBudget {
  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private final int allowed;
  private long @Nullable [] times;
  private int count;

  ErrorBudget(int allowed) {
    this.allowed = allowed;
  }

  /** Counts one error; false when it is one too many. */
  boolean spend(long nowNanos) {
    if (times == null) {
      times = new long[allowed];
    }
    int slot = count % allowed;
    boolean isOneTooMany = count >= allowed && nowNanos - times[slot] < WINDOW_NANOS;
    times[slot] = nowNanos;
    count++;
    return !isOneTooMany;
  }
}
