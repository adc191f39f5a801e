package io.belfry.server.webhook;

import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.Target;

/**
 * Whoever a delivery belongs to: the queue of an endpoint, as those see it who keep and carry
 * deliveries.
 *
 * <p>Thread: confined to that of the webhooks.
 */
interface DeliveryOwner {
  /** Which endpoint it is. */
  Target target();

  /** The delivery is whole, and in the store. */
  void kept(Outgoing one);

  /** A request is over. */
  void answered(Outgoing one, Outcome outcome);

  /** More is in memory alone than before; drops the oldest while that is more than may be. */
  void boundUnkept();

  /** There is no room for the delivery, which is in memory alone. */
  void drop(Outgoing one);

  /** There may be something to send. */
  void touch();

  /** Begins what may begin. */
  void pump();
}
