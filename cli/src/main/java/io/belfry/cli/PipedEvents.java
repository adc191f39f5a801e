package io.belfry.cli;

import io.belfry.rest.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Events that are piped in, a JSON object in a line, in batches.
 *
 * <p>Thread: confined to its caller.
 */
final class PipedEvents {
  private static final int BATCH = 10;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final StandardInput in;
  private final @Nullable String excluded;
  private long lines;

  PipedEvents(StandardInput in, @Nullable String excluded) {
    this.in = in;
    this.excluded = excluded;
  }

  /** How many lines were read. */
  long lines() {
    return lines;
  }

  /** The next ones; none behind the last line. */
  List<Event> next() throws IOException {
    List<Event> batch = new ArrayList<>(BATCH);
    while (batch.size() < BATCH) {
      Optional<String> line = in.line();
      if (line.isEmpty()) {
        return batch;
      }
      lines++;
      if (!line.get().isBlank()) {
        batch.add(event(line.get()));
      }
    }
    return batch;
  }

  private Event event(String line) throws IOException {
    Members members = members(line);
    if (members.channel.isEmpty() || members.event.isEmpty()) {
      throw wrong("has no channel or no event");
    }
    try {
      Event event = Event.of(members.channel, members.event, members.data);
      String without = members.socketId.isEmpty() ? excluded : members.socketId;
      return without == null ? event : event.excluding(without);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Line " + lines + ": " + e.getMessage(), e);
    }
  }

  private static final class Members {
    private String channel = "";
    private String event = "";
    private String data = "";
    private String socketId = "";
  }

  private Members members(String line) throws IOException {
    Members members = new Members();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw wrong("is no JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "channel" -> members.channel = text(json, value, line);
          case "event", "name" -> members.event = text(json, value, line);
          case "data" -> members.data = text(json, value, line);
          case "socket_id" -> members.socketId = text(json, value, line);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw wrong("has something behind the object");
      }
      return members;
    } catch (JacksonException e) {
      throw wrong("is no JSON object");
    }
  }

  // A string stands for its content, anything else for its own text.
  private static String text(JsonParser json, JsonToken value, String line) {
    if (value == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    int from = (int) json.currentTokenLocation().getCharOffset();
    json.skipChildren();
    json.finishToken();
    int to = (int) json.currentLocation().getCharOffset();
    return line.substring(from, to);
  }

  private IOException wrong(String what) {
    return new IOException(
        "Line "
            + lines
            + " of standard input "
            + what
            + ". Expected one such as {\"channel\":\"news\",\"event\":\"headline\",\"data\":\"…\"}."
            + " What came before it was sent in whole tens.");
  }
}
