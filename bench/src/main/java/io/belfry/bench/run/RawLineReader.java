package io.belfry.bench.run;

import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Sample;
import io.belfry.bench.run.RawLine.Turn;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a line of {@code raw.jsonl}: numbers and texts by name, the names of nested objects joined
 * by dots.
 *
 * <p>Thread: confined to its caller.
 */
final class RawLineReader {
  /** Marks lines that hold {@link Facts}. */
  static final String FACTS = "facts";

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();

  private RawLineReader() {}

  /**
   * Reads one line.
   *
   * @throws Complaint when it is no JSON object of ours
   */
  static RawLine read(String line) {
    RawLineReader reader = new RawLineReader();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Complaint("A raw line is no JSON object: " + line);
      }
      reader.members(parser, "");
    } catch (JacksonException e) {
      throw new Complaint("A raw line cannot be read, " + line, e);
    }
    return reader.line(line);
  }

  private RawLine line(String line) {
    String result = text("result", line);
    if (result.equals(FACTS)) {
      texts.remove("result");
      return new Facts(texts);
    }
    Turn turn =
        new Turn(
            text("work", line),
            numbers.getOrDefault("repeat", 0.0).intValue(),
            text("label", line));
    return new Sample(turn, result, numbers);
  }

  private String text(String name, String line) {
    String value = texts.get(name);
    if (value == null) {
      throw new Complaint("A raw line has no \"" + name + "\": " + line);
    }
    return value;
  }

  private void members(JsonParser parser, String prefix) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        members(parser, name + ".");
      } else if (value.isNumeric()) {
        numbers.put(name, parser.getDoubleValue());
      } else if (value == JsonToken.VALUE_STRING) {
        texts.put(name, parser.getString());
      } else {
        parser.skipChildren();
      }
    }
  }
}
