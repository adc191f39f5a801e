package io.belfry.server.webhook;

import io.belfry.server.metrics.Metrics;
import io.belfry.server.webhook.Outboxes.QueueView;
import io.belfry.server.webhook.Outboxes.StoreState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What of the queues is shown among the metrics: a look of a second ago at most.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-070, HOOK-072, THR-43"
 */
final class WebhookGauges {
  private static final List<String> LABELS = List.of("app", "endpoint");

  private WebhookGauges() {}

  static void watch(Metrics metrics, Webhooks webhooks) {
    metrics.watch(
        "belfry_webhook_store_ready",
        "1 while what webhooks raise is kept or nothing has to be, 0 while it cannot be.",
        () -> isReady(webhooks.storeState()) ? 1 : 0);
    rows(
        metrics,
        webhooks,
        "belfry_webhook_queue_events",
        "Events that wait for an endpoint.",
        QueueView::events);
    rows(
        metrics,
        webhooks,
        "belfry_webhook_queue_bytes",
        "Bytes of events that wait for an endpoint.",
        QueueView::bytes);
    rows(
        metrics,
        webhooks,
        "belfry_webhook_dead_letters_kept",
        "Deliveries that were given up and are kept.",
        QueueView::deadLetters);
    rows(
        metrics,
        webhooks,
        "belfry_webhook_oldest_seconds",
        "Age of the oldest event that waits for an endpoint.",
        webhooks::ageOfOldest);
  }

  private static boolean isReady(StoreState state) {
    return state == StoreState.NONE || state == StoreState.KEEPING;
  }

  private static void rows(
      Metrics metrics,
      Webhooks webhooks,
      String name,
      String sentence,
      ToDoubleFunction<QueueView> number) {
    Supplier<Map<List<String>, Double>> rows =
        () -> {
          Map<List<String>, Double> all = new LinkedHashMap<>();
          for (QueueView queue : webhooks.lastViews()) {
            all.put(List.of(queue.appId(), queue.endpoint()), number.applyAsDouble(queue));
          }
          return all;
        };
    metrics.watchRows(name, sentence, LABELS, rows);
  }
}
