package io.belfry.rest;

import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What real libraries signed and sent. */
public final class Vectors {
  private Vectors() {}

  /** The vectors of one kind in the file of the HTTP side. */
  public static Stream<Map<String, String>> ofHttp(String kind) {
    return of("vectors-http.json", "vectors").filter(vector -> kind.equals(vector.get("kind")));
  }

  /** The vectors of one array of a file. */
  public static Stream<Map<String, String>> of(String file, String array) {
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/" + file));
        ObjectCursor members = ObjectCursor.over(in.readAllBytes(), Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals(array)) {
          List<String> vectors = members.sources();
          return vectors.stream().map(Vectors::members);
        }
      }
      throw new IllegalStateException(file + " has no array " + array);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Members of an object: the content of a string, or the source of anything else. */
  public static Map<String, String> members(String object) {
    Map<String, String> values = new LinkedHashMap<>();
    try (ObjectCursor members = ObjectCursor.over(object, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        String text = members.string();
        values.put(name, text == null ? members.source() : text);
      }
    }
    return values;
  }

  /** A member that has to be there. */
  public static String text(Map<String, String> vector, String name) {
    return Objects.requireNonNull(vector.get(name), () -> name + " of " + vector);
  }
}
