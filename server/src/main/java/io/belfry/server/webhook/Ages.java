package io.belfry.server.webhook;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * When deliveries of this life were raised, by the monotonic clock: the number of one each second
 * is enough, since numbers go up. Where there are too many, every second one is forgotten.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rule THR-62"
 */
final class Ages {
  private static final int MOST = 4_096;
  private static final long GAP = 1_000_000_000L;

  private final TreeMap<Long, Long> raisedAt = new TreeMap<>();

  /** The delivery of that number was raised then. */
  void note(long number, long nanos) {
    Map.Entry<Long, Long> last = raisedAt.lastEntry();
    if (last != null && nanos - last.getValue() < GAP) {
      return;
    }
    raisedAt.put(number, nanos);
    if (raisedAt.size() > MOST) {
      thinOut();
    }
  }

  private void thinOut() {
    Iterator<Long> numbers = raisedAt.keySet().iterator();
    for (int i = 0; numbers.hasNext(); i++) {
      numbers.next();
      if (i % 2 == 1) {
        numbers.remove();
      }
    }
  }

  /**
   * When the delivery of that number was raised, at most a little too early.
   *
   * @param otherwise of one of an earlier life
   */
  long of(long number, long otherwise) {
    Map.Entry<Long, Long> before = raisedAt.floorEntry(number);
    return before == null ? otherwise : before.getValue();
  }
}
