package io.belfry.server.socket;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
        decoded(pair.substring(equals + 1))
            .ifPresent(value -> parameters.putIfAbsent(pair.substring(0, equals), value));
      }
    }
    return new QueryParameters(parameters);
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Nullable String first(String name) {
    return first.get(name);
  }
}
