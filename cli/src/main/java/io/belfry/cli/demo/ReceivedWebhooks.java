package io.belfry.cli.demo;

import io.belfry.protocol.webhook.WebhookBody;
import io.belfry.rest.Pusher;
import io.belfry.rest.Webhook;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /demo/webhooks}: the demo's own endpoint for webhooks. It takes what is signed with the
 * demo's secret, keeps the latest, and tells the page of them.
 *
 * <p>Thread: thread-safe.
 */
final class ReceivedWebhooks {
  /** Where they are posted to, and asked for. */
  static final String PATH = "/demo/webhooks";

  private static final int MOST_KEPT = 100;
  private static final int MOST_DELIVERIES = 1_000;

  private final Pusher pusher;
  private final InstantSource clock;
  private final Deque<Told> latest = new ArrayDeque<>();
  private final Deque<String> deliveries = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();
  private long number;

  /** What the demo was told, and when it came. */
  private record Told(long number, long atMs, String json) {}

  ReceivedWebhooks(Pusher pusher, InstantSource clock) {
    this.pusher = pusher;
    this.clock = clock;
  }

  /** Takes a request: 401 unless it is Belfry's. A repeat is answered and not told again. */
  Answer take(Map<String, List<String>> headers, byte[] body) {
    Webhook webhook = pusher.webhook(headers, body);
    if (!webhook.isValid()) {
      return Answer.refusal(Answer.UNAUTHORIZED, webhook.reason());
    }
    keep(webhook);
    return Answer.json("{}");
  }

  private synchronized void keep(Webhook webhook) {
    if (webhook.deliveryId().isPresent() && !isNew(webhook.deliveryId().get())) {
      return;
    }
    for (WebhookBody.Entry entry : webhook.entries()) {
      latest.addLast(new Told(++number, clock.millis(), entry.json()));
      if (latest.size() > MOST_KEPT) {
        latest.removeFirst();
      }
    }
  }

  private boolean isNew(String delivery) {
    if (!known.add(delivery)) {
      return false;
    }
    deliveries.addLast(delivery);
    if (deliveries.size() > MOST_DELIVERIES) {
      known.remove(deliveries.removeFirst());
    }
    return true;
  }

  /**
   * What came after that number, oldest first, and the number of the last one. All that is kept
   * where the number is none of this start.
   *
   * @throws IllegalArgumentException if the query has no such number
   */
  synchronized Answer since(String query) {
    long asked = Form.parse(query).number("after");
    long after = asked > number ? 0 : asked;
    return Answer.object(
        json -> {
          json.writeNumberProperty("number", number);
          json.writeArrayPropertyStart("webhooks");
          for (Told told : latest) {
            if (told.number > after) {
              json.writeStartObject();
              json.writeNumberProperty("atMs", told.atMs);
              json.writeName("event");
              json.writeRawValue(told.json);
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }
}
