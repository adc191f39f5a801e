package io.belfry.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The signatures and ciphertexts that real libraries made, and those that nobody must accept. */
public final class Vectors {
  private Vectors() {}

  /** The objects of one array of a file; each value is a text, null where it is none. */
  public static List<Map<String, @Nullable String>> of(String file, String array) {
    List<Map<String, @Nullable String>> objects = new ArrayList<>();
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/" + file));
        JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.START_ARRAY && array.equals(json.currentName())) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            Map<String, @Nullable String> object = new LinkedHashMap<>();
            readInto(object, "", json);
            objects.add(object);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  // Members of nested objects are named with the path to them, such as data.nonce.
  private static void readInto(Map<String, @Nullable String> object, String path, JsonParser json) {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = path + json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT) {
        readInto(object, name + ".", json);
      } else if (value == JsonToken.START_ARRAY) {
        json.skipChildren();
      } else {
        object.put(name, value == JsonToken.VALUE_NULL ? null : json.getString());
      }
    }
  }

  /** A member that has to be there. */
  public static String text(Map<String, @Nullable String> vector, String name) {
    return Objects.requireNonNull(vector.get(name), () -> name + " of " + vector);
  }
}
