package io.belfry.spring;

import io.belfry.protocol.webhook.WebhookEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * An event of the server with what is known of the request that brought it.
 *
 * <p>Thread: immutable.
 *
 * @param event what happened
 * @param index which of the events of the request it is, from 0
 * @param deliveryId what all attempts of one request share, by which repeats are known, together
 *     with the index; empty for servers that send none
 * @param time when the earliest event of the request was raised
 * @param sequence number of the request among those about the same channel or user
 * @param json the event as it came, for fields that this version does not know
 * @param <E> type of the event
 * @see "rule HTTP-217"
 */
public record WebhookDelivery<E extends WebhookEvent>(
    E event,
    int index,
    Optional<String> deliveryId,
    Instant time,
    OptionalLong sequence,
    String json)
    implements ResolvableTypeProvider {
  /** Lets Spring tell deliveries of one event from those of another. */
  @Override
  public ResolvableType getResolvableType() {
    return ResolvableType.forClassWithGenerics(
        WebhookDelivery.class, ResolvableType.forClass(event.getClass()));
  }
}
