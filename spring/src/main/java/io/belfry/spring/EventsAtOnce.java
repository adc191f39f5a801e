package io.belfry.spring;

import org.springframework.context.event.EventListener;

/**
 * Sends what was published, in an application that knows no transactions.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-220"
 */
class EventsAtOnce {
  private final EventSender sender;

  EventsAtOnce(EventSender sender) {
    this.sender = sender;
  }

  @EventListener
  void publish(BelfryEvent event) {
    sender.send(event);
  }
}
