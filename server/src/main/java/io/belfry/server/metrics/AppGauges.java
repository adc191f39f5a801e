package io.belfry.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How much one event loop holds of one app. Only the loop writes; others may read at any time.
 *
 * <p>Thread: {@link #add} is confined to its event loop; {@link #read} is thread-safe.
 */
public final class AppGauges {
  private final AtomicLongArray numbers = new AtomicLongArray(AppGauge.values().length);

  /** So many more, or fewer. */
  public void add(AppGauge what, long amount) {
    int slot = what.slot();
    numbers.setOpaque(slot, numbers.getPlain(slot) + amount);
  }

  long read(AppGauge what) {
    return numbers.getOpaque(what.slot());
  }
}
