package io.belfry.server.metrics;

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
    MESSAGES_RECEIVED(0, "belfry.messages.received", "Messages that clients sent."),
    /** Bytes of those messages. */
    BYTES_RECEIVED(1, "belfry.messages.received.bytes", "Bytes of the messages that clients sent."),
    /** Messages handed to connections. */
    MESSAGES_SENT(2, "belfry.messages.sent", "Messages handed to connections."),
    /** Bytes of those messages. */
    BYTES_SENT(3, "belfry.messages.sent.bytes", "Bytes of the frames handed to connections.");

    private final int slot;
    private final String meterName;
    private final String sentence;

    Hot(int slot, String meterName, String sentence) {
      this.slot = slot;
      this.meterName = meterName;
      this.sentence = sentence;
    }

    String meterName() {
      return meterName;
    }

    String sentence() {
      return sentence;
    }
  }

  private static final int SLOTS = Hot.values().length;

  private final AtomicLongArray counts = new AtomicLongArray(SLOTS);

  /** Counts. */
  public void add(Hot what, long amount) {
    counts.setOpaque(what.slot, counts.getPlain(what.slot) + amount);
  }

  long read(Hot what) {
    return counts.getOpaque(what.slot);
  }
}
