package io.belfry.server.audit;

import io.belfry.server.audit.AuditEntry.AuditOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * From the event loops to the thread of the audit log. Bounded by number; refusals, which strangers
 * can make many of, have half of the room, so that they do not keep out what was done.
 *
 * <p>Thread: thread-safe; a loop holds the lock for as long as it takes to add to a list.
 *
 * @see "rule USR-071"
 */
final class HandedOver {
  /** Entries that may wait. */
  static final int MOST = 10_000;

  private static final int MANY = MOST / 4;

  private List<AuditLine> waiting = new ArrayList<>();

  /** What came of handing over. */
  enum Offer {
    /** It waits. */
    TAKEN,
    /** It waits, and by now so many do that they should be fetched. */
    TAKEN_OF_MANY,
    /** There is no room for it. */
    LOST
  }

  /** Hands over, if there is room. */
  synchronized Offer offer(AuditLine line) {
    int most = line.entry().outcome() == AuditOutcome.ACCEPTED ? MOST : MOST / 2;
    if (waiting.size() >= most) {
      return Offer.LOST;
    }
    waiting.add(line);
    return waiting.size() % MANY == 0 ? Offer.TAKEN_OF_MANY : Offer.TAKEN;
  }

  /** All that waits. */
  synchronized List<AuditLine> take() {
    List<AuditLine> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }
}
