package io.belfry.protocol.webhook;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads what an application is told, by this server or by any other of the protocol. An event of an
 * unknown name, or without a field of its type, is a {@link WebhookEvent.Unknown}: one strange
 * event costs none of the others.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-004, HOOK-087"
 */
public final class WebhookReader {
  /** Longest body, in bytes. */
  public static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  private WebhookReader() {}

  /** Reads a body; what it is not is said in words for whoever sent it. */
  public static Reading read(byte[] body) {
    if (body.length > MAX_BODY_BYTES) {
      return Reading.malformed("Longer than " + MAX_BODY_BYTES + " bytes");
    }
    try {
      return Reading.of(bodyOf(body));
    } catch (MalformedJson e) {
      return Reading.malformed(e.hint());
    }
  }

  /**
   * What came of it.
   *
   * @param body what was said; empty where it cannot be read
   * @param hint why it cannot
   */
  public record Reading(Optional<WebhookBody> body, String hint) {
    private static Reading of(WebhookBody body) {
      return new Reading(Optional.of(body), "");
    }

    private static Reading malformed(String hint) {
      return new Reading(Optional.empty(), hint);
    }
  }

  private static WebhookBody bodyOf(byte[] body) {
    OptionalLong timeMs = OptionalLong.empty();
    List<String> events = List.of();
    try (ObjectCursor cursor = ObjectCursor.over(body, Strictness.OPAQUE)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        if (name.equals("time_ms")) {
          timeMs = whole(cursor.kind() == JsonToken.VALUE_NUMBER_INT ? cursor.source() : null);
        } else if (name.equals("events")) {
          events = cursor.sources();
        }
      }
    }
    if (!timeMs.isPresent() || events.isEmpty()) {
      throw new MalformedJson("Expected time_ms, a whole number, and events, an array of objects");
    }
    List<WebhookBody.Entry> entries = new ArrayList<>(events.size());
    events.forEach(json -> entries.add(new WebhookBody.Entry(Fields.of(json).event(json), json)));
    return new WebhookBody(timeMs.getAsLong(), entries);
  }

  private static OptionalLong whole(@Nullable String digits) {
    try {
      return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The members of one event that are of use: strings as their content, all else as its source. */
  private record Fields(Map<String, String> values) {
    private static final List<String> NAMES =
        List.of(
            "name",
            "channel",
            "event",
            "data",
            "socket_id",
            "user_id",
            "subscription_count",
            "at_ms",
            "online_ms",
            "session",
            "device",
            "code");

    static Fields of(String json) {
      Map<String, String> values = new HashMap<>();
      try (ObjectCursor cursor = ObjectCursor.over(json, Strictness.OPAQUE)) {
        for (String name = cursor.next(); name != null; name = cursor.next()) {
          if (NAMES.contains(name) && cursor.kind() != JsonToken.VALUE_NULL) {
            String content = cursor.string();
            values.put(name, content == null ? cursor.source() : content);
          }
        }
      }
      return new Fields(values);
    }

    WebhookEvent event(String json) {
      Optional<WebhookEvent> known = text("name").flatMap(WebhookEvent.Type::of).flatMap(this::as);
      return known.orElseGet(
          () ->
              new WebhookEvent.Unknown(
                  text("name").orElse(""), text("channel"), text("user_id"), json));
    }

    private Optional<WebhookEvent> as(WebhookEvent.Type type) {
      return switch (type) {
        case CHANNEL_OCCUPIED -> text("channel").map(WebhookEvent.ChannelOccupied::new);
        case CHANNEL_VACATED -> text("channel").map(WebhookEvent.ChannelVacated::new);
        case CACHE_MISS -> text("channel").map(WebhookEvent.CacheMiss::new);
        case MEMBER_ADDED ->
            both("channel", "user_id").map(in -> new WebhookEvent.MemberAdded(in.a, in.b));
        case MEMBER_REMOVED ->
            both("channel", "user_id").map(in -> new WebhookEvent.MemberRemoved(in.a, in.b));
        case CLIENT_EVENT -> both("channel", "event").map(in -> said(in.a, in.b));
        case SUBSCRIPTION_COUNT -> count();
        case USER_ONLINE, USER_OFFLINE -> presence(type);
        case SESSION_STARTED, SESSION_ENDED -> session(type);
      };
    }

    private WebhookEvent said(String channel, String event) {
      return new WebhookEvent.ClientEvent(
          channel, event, text("data"), text("socket_id"), text("user_id"));
    }

    private Optional<WebhookEvent> count() {
      OptionalLong count = number("subscription_count");
      return !count.isPresent()
          ? Optional.empty()
          : text("channel")
              .map(channel -> new WebhookEvent.SubscriptionCount(channel, count.getAsLong()));
    }

    private Optional<WebhookEvent> presence(WebhookEvent.Type type) {
      OptionalLong at = number("at_ms");
      if (!at.isPresent()) {
        return Optional.empty();
      }
      return text("user_id")
          .map(
              user ->
                  type == WebhookEvent.Type.USER_ONLINE
                      ? new WebhookEvent.UserOnline(user, at.getAsLong())
                      : new WebhookEvent.UserOffline(user, at.getAsLong(), number("online_ms")));
    }

    private Optional<WebhookEvent> session(WebhookEvent.Type type) {
      OptionalLong at = number("at_ms");
      OptionalLong code = number("code");
      boolean isStart = type == WebhookEvent.Type.SESSION_STARTED;
      if (!at.isPresent() || (!isStart && !code.isPresent())) {
        return Optional.empty();
      }
      return both("user_id", "socket_id")
          .map(in -> new WebhookEvent.Session(in.a, in.b, text("session"), text("device")))
          .map(
              of ->
                  isStart
                      ? new WebhookEvent.SessionStarted(of, at.getAsLong())
                      : new WebhookEvent.SessionEnded(of, at.getAsLong(), (int) code.getAsLong()));
    }

    private Optional<Two> both(String first, String second) {
      return text(first).flatMap(a -> text(second).map(b -> new Two(a, b)));
    }

    private Optional<String> text(String name) {
      return Optional.ofNullable(values.get(name));
    }

    private OptionalLong number(String name) {
      return whole(values.get(name));
    }

    private record Two(String a, String b) {}
  }
}
