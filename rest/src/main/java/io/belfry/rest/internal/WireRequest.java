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
 * @param server scheme, host, port and path prefix
 * @param signed path and query behind that, with the signature
 * @param asked method, body and key
 */
public record WireRequest(URI server, String signed, ApiRequest asked) {
  private static final String LIBRARY = "belfry-rest " + BelfryVersion.TEXT;

  /** The fields that every transport sends. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", "application/json");
    fields.put("X-Pusher-Library", LIBRARY);
    asked.idempotencyKey().ifPresent(key -> fields.put("X-Idempotency-Key", key));
    return fields;
  }

  /** The whole URL. */
  URI uri() {
    return URI.create(server + signed);
  }

  /** Path and query. */
  String target() {
    return server.getRawPath() + signed;
  }

  /** Shows no signature. */
  @Override
  public String toString() {
    return asked.method() + " " + asked.operation();
  }
}
