package io.belfry.spring;

import io.belfry.protocol.webhook.WebhookEvent;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

/**
 * A method that hears of what the server tells, by its one parameter: a record of {@link
 * WebhookEvent}, or that interface for all of them, or a {@link WebhookDelivery} of one of them,
 * which also knows the id of the delivery.
 *
 * <pre>{@code
 * @BelfryWebhook
 * void left(WebhookEvent.UserOffline gone) {
 *   rooms.leave(gone.userId());
 * }
 * }</pre>
 *
 * <p>It is an {@link EventListener} of Spring. The server is answered 200 when all methods have
 * returned, so one that throws is told again, and each has to expect to be told twice.
 *
 * <p>Thread: called on the thread of the request.
 *
 * @see "rules HTTP-217, HTTP-218"
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EventListener
public @interface BelfryWebhook {
  /** The events that it hears of, for a method without a parameter, or of a wider one. */
  @AliasFor(annotation = EventListener.class, attribute = "classes")
  Class<?>[] value() default {};
}
