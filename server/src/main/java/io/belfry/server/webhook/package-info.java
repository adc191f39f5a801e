/**
 * Webhooks: what happens on channels and to users becomes signed requests to the application. What
 * raises an event ({@link Happenings}, in memory, with grace periods) and what sends it (an outbox
 * for each endpoint, over a {@link io.belfry.server.webhook.store.OutboxStore}) are two parts: in a
 * cluster the engine raises.
 *
 * <p>Thread: event loops only hand over; all else runs on threads of its own.
 */
@org.jspecify.annotations.NullMarked
package io.belfry.server.webhook;
