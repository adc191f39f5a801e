package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.store.OutboxStore.Target;

/**
 * What is counted of webhooks, by app and endpoint.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-069, HOOK-070, HOOK-094, THR-43"
 */
final class WebhookCounts {
  private static final String ANY_ENDPOINT = "all";

  private final Metrics metrics;

  WebhookCounts(Metrics metrics) {
    this.metrics = metrics;
  }

  void raised(Target target, Type type) {
    metrics.count(Metric.WEBHOOK_EVENTS, target.appId(), target.endpoint(), type.wireName());
  }

  void request(Target target, Cause cause) {
    metrics.count(Metric.WEBHOOK_REQUESTS, target.appId(), target.endpoint(), cause.word());
  }

  void deadLetter(Target target, String cause) {
    metrics.count(Metric.WEBHOOK_DEAD_LETTERS, target.appId(), target.endpoint(), cause);
  }

  void dropped(Target target, String cause, long events) {
    metrics.add(Metric.WEBHOOK_DROPPED_EVENTS, events, target.appId(), target.endpoint(), cause);
  }

  /** What an event loop could not hand over; for which endpoint nobody knows yet. */
  void notHandedOver(String appId) {
    dropped(new Target(appId, ANY_ENDPOINT), "hand_over", 1);
  }
}
