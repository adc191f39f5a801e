package io.belfry.spring;

import io.belfry.rest.Event;
import io.belfry.rest.Pusher;

/**
 * Sends what the application has published. JSON is made on the publisher's thread, and the call
 * over the network on another one, since the connection to the database may not be given back yet.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-220, HTTP-222"
 */
final class EventSender {
  private final Pusher pusher;
  private final OutgoingCalls calls;

  EventSender(Pusher pusher, OutgoingCalls calls) {
    this.pusher = pusher;
    this.calls = calls;
  }

  void send(BelfryEvent published) {
    Event event;
    try {
      event = published.event(pusher);
    } catch (RuntimeException e) { // Spring hides it from the publisher after a commit
      calls.lose(published.toString(), e.toString());
      throw e;
    }
    calls.add(event.toString(), to -> to.trigger(event));
  }
}
