package io.belfry.server.app;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of one app: what is set for it, else what is set for the node, else the defaults.
 *
 * <p>Thread: immutable.
 *
 * @see "rules LIM-001 to LIM-006"
 */
public final class Limits {
  /** The defaults of every limit. */
  public static final Limits DEFAULTS = new Limits(new EnumMap<>(Limit.class));

  private static final int JSON_ESCAPE_FACTOR = 6;
  private static final long BATCH_OVERHEAD_BYTES = 256 << 10;

  private final EnumMap<Limit, Long> values;

  private Limits(EnumMap<Limit, Long> values) {
    this.values = values;
  }

  /** The same limits but for these. */
  public Limits with(Map<Limit, Long> changed) {
    EnumMap<Limit, Long> all = new EnumMap<>(values);
    all.putAll(changed);
    return new Limits(all);
  }

  /** The same limits but for those that are set in the others. */
  public Limits with(Limits others) {
    return with(others.values);
  }

  /** Whether it was set, to whatever value. */
  public boolean isSet(Limit limit) {
    return values.containsKey(limit);
  }

  /** The value of a limit; −1 for no limit. */
  public long of(Limit limit) {
    Long set = values.get(limit);
    long value = set == null ? limit.defaultValue() : set;
    return limit == Limit.MAX_REQUEST_BYTES ? Math.max(value, fullBatch()) : value;
  }

  /** Whether that much is within the limit; exactly the limit is. */
  public boolean allows(Limit limit, long amount) {
    long most = of(limit);
    return most < 0 || amount <= most;
  }

  // A batch of the largest payloads, each character escaped in JSON, has to fit into a request
  // (rule LIM-006).
  private long fullBatch() {
    long batch = Math.max(1, of(Limit.MAX_BATCH_SIZE));
    return JSON_ESCAPE_FACTOR * of(Limit.MAX_EVENT_PAYLOAD_BYTES) * batch + BATCH_OVERHEAD_BYTES;
  }

  @Override
  public String toString() {
    return Arrays.toString(values.entrySet().toArray());
  }
}
