package io.belfry.server.api;

import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.util.List;
import java.util.Optional;

/**
 * Lets web pages of chosen origins call the HTTP API; without a choice it says nothing at all, and
 * browsers keep pages out. Never with credentials: the API knows none but the signature.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-009, THR-22"
 */
final class Cors {
  private static final String PREFLIGHT_SECONDS = "600";

  private final Origins allowed;

  Cors(List<OriginPattern> origins) {
    this.allowed = new Origins(origins, Origins.Presence.REQUIRED);
  }

  /** The answer to a browser that asks before it calls, if its page may. */
  Optional<Response> preflight(Request request) {
    return isPreflight(request) && isAllowed(request)
        ? Optional.of(
            Response.ok()
                .withHeader("Access-Control-Allow-Methods", "GET, POST")
                .withHeader(
                    "Access-Control-Allow-Headers",
                    "Content-Type, X-Idempotency-Key, X-Pusher-Library, X-Request-Id")
                .withHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS))
        : Optional.empty();
  }

  /** Whether a browser asks before it calls. */
  static boolean isPreflight(Request request) {
    return request.method().equals("OPTIONS")
        && request.headers().containsKey("access-control-request-method");
  }

  /** The response as the page of this request may read it. */
  Response apply(Request request, Response response) {
    String origin = request.headers().get("origin");
    return origin != null && allowed.allow(origin)
        ? response.withHeader("Access-Control-Allow-Origin", origin).withHeader("Vary", "Origin")
        : response;
  }

  private boolean isAllowed(Request request) {
    return allowed.allow(request.headers().get("origin"));
  }
}
