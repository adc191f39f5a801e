package io.belfry.client.internal;

import io.belfry.client.user.Watchlist;
import io.belfry.client.user.WatchlistEvent;
import io.belfry.client.user.WatchlistEventListener;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Who hears of watched users, and the reader of what the server tells about them.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-021"
 */
final class WatchedUsers implements Watchlist {
  /** The event that carries entries. */
  static final String EVENT = "pusher_internal:watchlist_events";

  private record Binding(String eventName, WatchlistEventListener listener) {}

  private final List<Binding> bindings = new CopyOnWriteArrayList<>();

  @Override
  public void bind(String eventName, WatchlistEventListener listener) {
    bindings.add(new Binding(eventName, listener));
  }

  @Override
  public void unbind(String eventName, WatchlistEventListener listener) {
    bindings.remove(new Binding(eventName, listener));
  }

  /** Hands over the entries of one message, one call each, in order. */
  void deliver(String data, Callbacks callbacks) {
    for (WatchlistEvent event : read(data)) {
      callbacks.each(
          () ->
              bindings.stream()
                  .filter(binding -> binding.eventName().equals(event.name()))
                  .map(Binding::listener)
                  .collect(Collectors.toList()),
          listener -> listener.onWatchlistEvent(event));
    }
  }

  private static List<WatchlistEvent> read(String data) {
    List<WatchlistEvent> events = new ArrayList<>();
    try (ObjectCursor members = ObjectCursor.over(data, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("events") && members.kind() == JsonToken.START_ARRAY) {
          readEntries(members.parser(), events);
        }
      }
    } catch (MalformedJson | JacksonException e) {
      return List.of();
    }
    return events;
  }

  private static void readEntries(JsonParser parser, List<WatchlistEvent> events) {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        readEntry(parser, events);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void readEntry(JsonParser parser, List<WatchlistEvent> events) {
    String name = null;
    List<String> ids = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      if (member.equals("name") && value == JsonToken.VALUE_STRING) {
        name = parser.getString();
      } else if (member.equals("user_ids") && value == JsonToken.START_ARRAY) {
        readIds(parser, ids);
      } else {
        parser.skipChildren();
      }
    }
    add(name, ids, events);
  }

  private static void add(@Nullable String name, List<String> ids, List<WatchlistEvent> events) {
    if (name != null) {
      events.add(new WatchlistEvent(name, ids));
    }
  }

  private static void readIds(JsonParser parser, List<String> ids) {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        ids.add(parser.getString());
      } else {
        parser.skipChildren();
      }
    }
  }
}
