package io.belfry.server.socket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of an upgrade request. The order is free, the first of a repeated one counts, and what
 * cannot be decoded is left out: nothing here is trusted.
 *
 * <p>Thread: immutable.
 */
final class QueryParameters {
  private final Map<String, String> first;

  private QueryParameters(Map<String, String> first) {
    this.first = first;
  }

  static QueryParameters parse(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        try {
          String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
          parameters.putIfAbsent(pair.substring(0, equals), value);
        } catch (IllegalArgumentException e) {
          continue;
        }
      }
    }
    return new QueryParameters(parameters);
  }

  @Nullable String first(String name) {
    return first.get(name);
  }
}
