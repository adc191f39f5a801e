package io.belfry.cli.live;

import io.belfry.client.channel.PusherEvent;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event as one line of JSON. Data that is a JSON object or array stands there as such, so that
 * other programs can look into it; all other data is a string.
 *
 * <p>Thread: stateless.
 */
final class EventLine {
  private static final JsonFactory JSON = new JsonFactory();

  private EventLine() {}

  static String of(PusherEvent event, Instant at) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
      if (event.getChannelName() != null) {
        json.writeStringProperty("channel", event.getChannelName());
      }
      json.writeStringProperty("event", event.getEventName());
      json.writeName("data");
      writeData(json, event.getData());
      if (event.getUserId() != null) {
        json.writeStringProperty("user_id", event.getUserId());
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeData(JsonGenerator json, String data) {
    if (!isDocument(data)) {
      json.writeString(data);
      return;
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data)) {
      parser.nextToken();
      json.copyCurrentStructure(parser);
    }
  }

  // Looked through before any of it is written, since half of it could not be taken back.
  private static boolean isDocument(String data) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), data)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }
}
