package io.belfry.protocol.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The one place where the parser's bounds are set: depth 64, numbers of 64 characters. The length
 * of a text is bounded before it comes here, so strings and names are not bounded again. Names are
 * not shared between texts: a table of them would keep what strangers once sent.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-28"
 */
public final class Json {
  /** Deepest nesting of objects and arrays. */
  public static final int MAX_DEPTH = 64;

  /** Longest number, in characters. */
  public static final int MAX_NUMBER_LENGTH = 64;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private Json() {}

  /** Whether a text is one JSON value within these bounds, and nothing else. */
  public static boolean isOneValue(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Writes one object. */
  public interface ObjectBody {
    /** Writes the members between the braces. */
    void writeTo(JsonGenerator json);
  }

  /** The UTF-8 text of one object, compact, with {@code /} and non-ASCII characters as they are. */
  public static byte[] object(ObjectBody body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      body.writeTo(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** The same as a string. */
  public static String objectText(ObjectBody body) {
    return new String(object(body), StandardCharsets.UTF_8);
  }
}
