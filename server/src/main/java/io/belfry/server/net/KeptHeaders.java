package io.belfry.server.net;

import io.belfry.server.hook.Arrival;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Those fields of an upgrade request that hooks want to see, within their bound.
 *
 * <p>Thread: stateless.
 */
final class KeptHeaders {
  private static final String COOKIE = "cookie";

  private KeptHeaders() {}

  /**
   * The fields of these names, in the order of the names as long as there is room; one that does
   * not fit is left out whole.
   */
  static Map<String, String> of(HttpHeaders headers, List<String> names) {
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, String> kept = new HashMap<>();
    int room = Arrival.MAX_HEADER_BYTES;
    for (String name : names) {
      List<String> values = headers.getAll(name);
      if (!values.isEmpty()) {
        String value = String.join(name.equals(COOKIE) ? "; " : ", ", values);
        int bytes = name.length() + value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= room) {
          kept.put(name, value);
          room -= bytes;
        }
      }
    }
    return kept;
  }
}
