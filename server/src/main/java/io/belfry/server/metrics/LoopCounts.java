package io.belfry.server.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop counts with every message. Only the loop writes, so there is no contention;
 * others may read at any time and see a number that is not torn.
 *
 * <p>Thread: {@link #add} is confined to its event loop; {@link #read} is thread-safe.
 */
public final class LoopCounts {
  /** What is counted. */
  public enum Hot {
    /** Messages that clients sent. */
    MESSAGES_RECEIVED(0, "belfry_messages_received", "Messages that clients sent."),
    /** Bytes of those messages. */
    BYTES_RECEIVED(1, "belfry_messages_received_bytes", "Bytes of the messages that clients sent."),
    /** Messages handed to connections. */
    MESSAGES_SENT(2, "belfry_messages_sent", "Messages handed to connections."),
    /** Bytes of those messages. */
    BYTES_SENT(3, "belfry_messages_sent_bytes", "Bytes of the frames handed to connections.");

    private final int slot;
    private final String metricName;
    private final String sentence;

    Hot(int slot, String metricName, String sentence) {
      this.slot = slot;
      this.metricName = metricName;
      this.sentence = sentence;
    }

    String metricName() {
      return metricName;
    }

    String sentence() {
      return sentence;
    }
  }

  private static final int SLOTS = Hot.values().length;

  private final AtomicLongArray counts = new AtomicLongArray(SLOTS);
  private final Map<String, AppGauges> apps = new ConcurrentHashMap<>();
  private final Delays deliveries = new Delays();
  private final Delays lags = new Delays();
  private final AtomicLong queuedBytes = new AtomicLong();
  private long dueAt = Long.MAX_VALUE;

  /** What the loop holds of an app. */
  public AppGauges of(String appId) {
    return apps.computeIfAbsent(appId, unknown -> new AppGauges());
  }

  /** A publication was handed to its sockets of this loop so many nanoseconds after it came. */
  public void delivered(long nanos) {
    deliveries.record(nanos);
  }

  /**
   * The loop did what it does at regular times; how late it was is how long whatever else comes has
   * to wait.
   *
   * @param gapNanos from one time to the next
   */
  public void ticked(long nowNanos, long gapNanos) {
    if (dueAt != Long.MAX_VALUE) {
      lags.record(nowNanos - dueAt);
    }
    dueAt = nowNanos + gapNanos;
  }

  /** So many bytes wait for clients that do not keep up. */
  public void queued(long bytes) {
    queuedBytes.setOpaque(bytes);
  }

  long read(String appId, AppGauge what) {
    AppGauges held = apps.get(appId);
    return held == null ? 0 : held.read(what);
  }

  Delays deliveries() {
    return deliveries;
  }

  Delays lags() {
    return lags;
  }

  long queuedBytes() {
    return queuedBytes.getOpaque();
  }

  /** Counts. */
  public void add(Hot what, long amount) {
    counts.setOpaque(what.slot, counts.getPlain(what.slot) + amount);
  }

  long read(Hot what) {
    return counts.getOpaque(what.slot);
  }
}
