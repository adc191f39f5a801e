package io.belfry.protocol.webhook;

import io.belfry.protocol.json.Json;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.Session;
import io.belfry.protocol.webhook.WebhookEvent.SessionEnded;
import io.belfry.protocol.webhook.WebhookEvent.SessionStarted;
import io.belfry.protocol.webhook.WebhookEvent.SubscriptionCount;
import io.belfry.protocol.webhook.WebhookEvent.UserOffline;
import io.belfry.protocol.webhook.WebhookEvent.UserOnline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what an application is told, as UTF-8. An event is written when it is raised, and the body
 * of a request is put together of such texts, so that a repeated request has the same bytes.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-004, HOOK-020 to HOOK-025"
 */
public final class WebhookWriter {
  private static final byte[] TIME = ascii("{\"time_ms\":");
  private static final byte[] EVENTS = ascii(",\"events\":[");
  private static final byte[] END = ascii("]}");
  private static final int LONGEST_NUMBER = Long.toString(Long.MIN_VALUE).length();

  private WebhookWriter() {}

  /** The text of one event, an object. What there is not is left out. */
  public static byte[] event(Raised event) {
    return Json.object(
        json -> {
          json.writeStringProperty("name", event.name());
          event.channel().ifPresent(channel -> json.writeStringProperty("channel", channel));
          if (event instanceof ClientEvent said) {
            write(said, json);
          }
          event.user().ifPresent(user -> json.writeStringProperty("user_id", user));
          writeRest(event, json);
        });
  }

  private static void write(ClientEvent said, JsonGenerator json) {
    json.writeStringProperty("event", said.event());
    said.data().ifPresent(data -> json.writeStringProperty("data", data));
    said.socketId().ifPresent(socketId -> json.writeStringProperty("socket_id", socketId));
  }

  private static void write(Session session, JsonGenerator json) {
    json.writeStringProperty("socket_id", session.socketId());
    session.session().ifPresent(name -> json.writeStringProperty("session", name));
    session.device().ifPresent(device -> json.writeStringProperty("device", device));
  }

  private static void writeRest(Raised event, JsonGenerator json) {
    if (event instanceof SubscriptionCount count) {
      json.writeNumberProperty("subscription_count", count.subscriptions());
    } else if (event instanceof UserOnline online) {
      json.writeNumberProperty("at_ms", online.atMs());
    } else if (event instanceof UserOffline offline) {
      json.writeNumberProperty("at_ms", offline.atMs());
      offline.onlineMs().ifPresent(ms -> json.writeNumberProperty("online_ms", ms));
    } else if (event instanceof SessionStarted started) {
      write(started.of(), json);
      json.writeNumberProperty("at_ms", started.atMs());
    } else if (event instanceof SessionEnded ended) {
      write(ended.of(), json);
      json.writeNumberProperty("at_ms", ended.atMs());
      json.writeNumberProperty("code", ended.code());
    }
  }

  /**
   * The text of a request.
   *
   * @param timeMs when the earliest of its events was raised, in Unix milliseconds
   * @param events texts of {@link #event}, in order
   * @throws IllegalArgumentException if there are none
   */
  public static byte[] body(long timeMs, List<byte[]> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("A webhook without events. Expected at least one.");
    }
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(
            (int) longestBody(events.size(), events.stream().mapToLong(e -> e.length).sum()));
    body.writeBytes(TIME);
    body.writeBytes(ascii(Long.toString(timeMs)));
    body.writeBytes(EVENTS);
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(events.get(i));
    }
    body.writeBytes(END);
    return body.toByteArray();
  }

  /**
   * How many bytes a {@link #body} has at most.
   *
   * @param events number of its events
   * @param bytes of their texts together
   */
  public static long longestBody(int events, long bytes) {
    return TIME.length + LONGEST_NUMBER + EVENTS.length + bytes + events + END.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
