package io.belfry.server.api.ops;

import io.belfry.protocol.json.Json;
import io.belfry.server.webhook.Outboxes.Overview;
import io.belfry.server.webhook.Outboxes.QueueView;
import io.belfry.server.webhook.Outboxes.Tested;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Delivery;
import io.belfry.server.webhook.store.OutboxStore.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Queues and dead letters as the operations port shows them. Endpoints are named by their ids, so
 * that no path and no query of an address is in it.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-069, HOOK-094"
 */
final class DeadLetterJson {
  private DeadLetterJson() {}

  /** A page of queues; {@code next} is where the one after it begins, empty for none. */
  static byte[] of(Overview overview, List<QueueView> page, String next) {
    return Json.object(
        json -> {
          json.writeStringProperty("store", overview.store().word());
          json.writeNumberProperty("store_bytes", overview.storeBytes());
          json.writeNumberProperty("last_number", overview.lastNumber());
          json.writeArrayPropertyStart("queues");
          page.forEach(queue -> queue(json, queue));
          json.writeEndArray();
          json.writeStringProperty("next", next);
        });
  }

  static byte[] of(Tested tested) {
    return Json.object(
        json -> {
          json.writeStringProperty("outcome", tested.outcome());
          tested.status().ifPresent(status -> json.writeNumberProperty("status", status));
        });
  }

  private static void queue(JsonGenerator json, QueueView queue) {
    json.writeStartObject();
    json.writeStringProperty("app", queue.appId());
    json.writeStringProperty("endpoint", queue.endpoint());
    json.writeStringProperty("state", queue.state().word());
    json.writeNumberProperty("events", queue.events());
    json.writeNumberProperty("bytes", queue.bytes());
    json.writeNumberProperty("oldest_ms", queue.oldestMs());
    json.writeNumberProperty("under_way", queue.underWay());
    json.writeNumberProperty("attempts", queue.attempts());
    json.writeStringProperty("last_outcome", queue.lastOutcome());
    json.writeNumberProperty("dead_letters", queue.deadLetters());
    json.writeEndObject();
  }

  /** A page of dead letters; {@code next} is where the one after it begins, 0 for none. */
  static byte[] page(List<DeadLetter> letters, long next) {
    return Json.object(
        json -> {
          json.writeArrayPropertyStart("dead_letters");
          for (DeadLetter letter : letters) {
            json.writeStartObject();
            head(json, letter);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberProperty("next", next);
        });
  }

  /** One of them, with its events as they were to be sent. */
  static byte[] whole(DeadLetter letter) {
    return Json.object(
        json -> {
          head(json, letter);
          json.writeArrayPropertyStart("body");
          for (Event event : letter.delivery().events()) {
            json.writeStartObject();
            json.writeNumberProperty("raised_ms", event.raisedMs());
            event.sequence().ifPresent(number -> json.writeNumberProperty("sequence", number));
            json.writeName("event");
            json.writeRawValue(new String(event.json(), StandardCharsets.UTF_8));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void head(JsonGenerator json, DeadLetter letter) {
    Delivery delivery = letter.delivery();
    json.writeStringProperty("delivery", delivery.id().toString());
    json.writeNumberProperty("number", delivery.number());
    json.writeStringProperty("app", delivery.target().appId());
    json.writeStringProperty("endpoint", delivery.target().endpoint());
    json.writeStringProperty("cause", letter.cause());
    letter.status().ifPresent(status -> json.writeNumberProperty("status", status));
    json.writeNumberProperty("attempts", delivery.attempts());
    json.writeNumberProperty("given_up_ms", letter.atMs());
    if (!delivery.events().isEmpty()) {
      json.writeNumberProperty("raised_ms", delivery.events().get(0).raisedMs());
    }
    json.writeNumberProperty("events", delivery.events().size());
  }

  /**
   * What came of replaying many.
   *
   * @param skipped those whose endpoint is configured no more
   * @param next where the next call begins, 0 when nothing is left
   */
  static byte[] replayed(int replayed, int skipped, long next) {
    return Json.object(
        json -> {
          json.writeNumberProperty("replayed", replayed);
          json.writeNumberProperty("skipped", skipped);
          json.writeNumberProperty("next", next);
        });
  }
}
