package io.belfry.server.api.ops;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query of a page: names that it knows, each once.
 *
 * <p>Thread: immutable.
 *
 * @param values by name, decoded
 */
record PageQuery(Map<String, String> values) {
  PageQuery {
    values = Map.copyOf(values);
  }

  /**
   * Reads a query.
   *
   * @throws ApiError if a name is not known, or stands twice
   */
  static PageQuery of(String query, List<String> known) {
    Map<String, String> values = new HashMap<>();
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2 || !known.contains(pair[0])) {
        throw wrong(
            "Known here are the parameters " + String.join(", ", known) + ", each with a value.");
      }
      if (values.put(pair[0], decoded(pair[1])) != null) {
        throw wrong("The parameter " + pair[0] + " stands twice.");
      }
    }
    return new PageQuery(values);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw wrong("A percent sign in the query has to be followed by two hexadecimal digits.");
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * A number within a range.
   *
   * @throws ApiError if it is none
   */
  long number(String name, long from, long to, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= from && number <= to) {
        return number;
      }
    } catch (NumberFormatException e) {
      // It is no number, which is told as a number out of the range is.
    }
    throw wrong("Expected " + name + " to be a whole number from " + from + " to " + to + ".");
  }

  private static ApiError wrong(String sentence) {
    return ApiReason.REQUEST_MALFORMED.saying(sentence);
  }
}
