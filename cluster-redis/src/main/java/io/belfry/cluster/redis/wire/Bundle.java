package io.belfry.cluster.redis.wire;

import java.util.List;

/**
 * All that one call has told one node.
 *
 * <p>Thread: immutable.
 *
 * @param number one more than that of the bundle before it
 * @param entries in the order in which they were told
 */
public record Bundle(long number, List<InboxEntry> entries) {
  /** Takes a copy of the entries. */
  public Bundle {
    entries = List.copyOf(entries);
  }
}
