package io.belfry.server.config;

import io.belfry.server.app.OriginPattern;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the HTTP API is served.
 *
 * <p>Thread: immutable.
 *
 * @param port its own port, 0 for any free one; empty when it shares that of the WebSockets
 * @param timestampSkew how far the clock of a caller may be off
 * @param allowedOrigins origins of web pages that may call it, none by default
 */
public record ApiConfig(
    OptionalInt port, Duration timestampSkew, List<OriginPattern> allowedOrigins) {
  /** Takes a copy of the origins. */
  public ApiConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
