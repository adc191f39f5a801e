package io.belfry.spring;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Sends what was published in a transaction after its commit, and all else at once.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-220"
 */
class EventsAfterCommit {
  private final EventSender sender;

  EventsAfterCommit(EventSender sender) {
    this.sender = sender;
  }

  @TransactionalEventListener(fallbackExecution = true)
  void publish(BelfryEvent event) {
    sender.send(event);
  }
}
