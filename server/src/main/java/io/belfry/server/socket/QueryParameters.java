package io.belfry.server.socket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of an upgrade request. The order is free, the first of a repeated one counts, and what
 * cannot be decoded is left out: nothing here is trusted. Few are ever asked for, so they are
 * looked for in the query as it came and not put into a table.
 *
 * <p>Thread: immutable.
 */
final class QueryParameters {
  private final String query;

  private QueryParameters(String query) {
    this.query = query;
  }

  static QueryParameters parse(String query) {
    return new QueryParameters(query);
  }

  /** The first value of that name that can be decoded; null when there is none. */
  @Nullable String first(String name) {
    int from = 0;
    while (from <= query.length()) {
      int end = query.indexOf('&', from);
      int to = end < 0 ? query.length() : end;
      if (isNamed(name, from, to)) {
        String value = decoded(query.substring(from + name.length() + 1, to));
        if (value != null) {
          return value;
        }
      }
      from = to + 1;
    }
    return null;
  }

  private boolean isNamed(String name, int from, int to) {
    int equals = from + name.length();
    return equals < to && query.charAt(equals) == '=' && query.startsWith(name, from);
  }

  private static @Nullable String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
