package io.belfry.server.hook;

import io.belfry.protocol.webhook.WebhookEvent;
import java.time.Instant;

/**
 * Extension point: hears within the server's process what webhooks tell over HTTP, for all apps,
 * whether any of them has a webhook or not. Nothing is kept for it: what happens before the start
 * and after the end of the server it does not hear.
 *
 * <p>It hears of each thing at once. Webhooks wait before they say that somebody has gone, tell of
 * a cache miss once a second, and have filters; a listener gets all, with none of that. So a user
 * who reloads a page goes offline and comes online here. How many are subscribed is told where the
 * app has {@code subscription_count.broadcast}, as to a webhook.
 *
 * <p>About one channel and one user it hears in the order in which it happened. If it is slow, up
 * to 10,000 events or 16 MiB wait for it; what happens then is left out, newest first, and counted
 * by {@code belfry_listener_dropped_events}. What it throws is logged once and harms nobody.
 *
 * <p><b>In a cluster</b> whose engine raises the webhooks, as {@code belfry-cluster-redis} has it,
 * a listener hears what its own node is given to send, and nothing else: that is each event on one
 * node, whichever it is, of those types alone that a webhook of the app wants, with the grace
 * periods of the app behind it. Where a node fails, an event may be heard once more on another. Who
 * wants all on every node does not get it here.
 *
 * <p>Thread: one of its own, for all calls to it, one after the other. It may block. When the
 * server closes, it has five seconds for what still waits.
 */
@FunctionalInterface
public interface ServerListener {
  /**
   * Something has happened.
   *
   * @param appId app in which
   * @param event what; the same as a webhook has
   * @param at when, by the server's clock
   */
  void happened(String appId, WebhookEvent.Raised event, Instant at);
}
