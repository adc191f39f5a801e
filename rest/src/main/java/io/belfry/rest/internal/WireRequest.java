package io.belfry.rest.internal;

import io.belfry.protocol.BelfryVersion;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it goes over the wire.
 *
 * <p>Thread: immutable.
 *
 * @param uri where to, signed
 * @param asked method, body and key
 */
public record WireRequest(URI uri, ApiRequest asked) {
  private static final String LIBRARY = "belfry-rest " + BelfryVersion.TEXT;

  /** The fields that every transport sends. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", "application/json");
    fields.put("X-Pusher-Library", LIBRARY);
    asked.idempotencyKey().ifPresent(key -> fields.put("X-Idempotency-Key", key));
    return fields;
  }

  /** Path and query. */
  String target() {
    String query = uri.getRawQuery();
    return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
  }

  /** Shows no signature. */
  @Override
  public String toString() {
    return asked.method() + " " + asked.operation();
  }
}
