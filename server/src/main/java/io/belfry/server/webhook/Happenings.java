package io.belfry.server.webhook;

import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Subject;

/**
 * Hears what has just become true on this node, before any grace period, and what was said by a
 * client. For one channel and one user it is told in the order in which it happened.
 *
 * <p>Thread: called on event loops; comes back at once and never fails.
 *
 * @see "rules HOOK-024, HOOK-026, HOOK-044, HOOK-071"
 */
public interface Happenings {
  /** Nobody wants to hear. */
  Happenings NONE =
      new Happenings() {
        @Override
        public void decided(Decision decision) {}

        @Override
        public void said(Publication clientEvent) {}

        @Override
        public void missed(Subject.OfChannel channel) {}
      };

  /** Something has become true; a user who has gone is offline here at once. */
  void decided(Decision decision);

  /** A client event was accepted. */
  void said(Publication clientEvent);

  /** Somebody subscribed to a cache channel that keeps nothing. */
  void missed(Subject.OfChannel channel);
}
