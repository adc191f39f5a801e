package io.belfry.server.http;

import io.belfry.server.app.ServerState;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one word that a supervisor or a load balancer asks for.
 *
 * <p>Thread: thread-safe.
 */
final class Health {
  private final Supplier<ServerState> state;

  Health(Supplier<ServerState> state) {
    this.state = state;
  }

  /** The answer, if that is what was asked. */
  Optional<Response> answer(Request request) {
    if (!request.method().equals("GET")) {
      return Optional.empty();
    }
    return switch (request.path()) {
      case "/healthz" -> Optional.of(Response.word(200, "alive"));
      case "/readyz" -> Optional.of(ready());
      default -> Optional.empty();
    };
  }

  private Response ready() {
    return switch (state.get()) {
      case READY -> Response.word(200, "ready");
      case STARTING -> Response.word(503, "starting");
      case OVERLOADED, CUT_OFF -> Response.word(503, "overloaded");
      case DRAINING -> Response.word(503, "draining");
    };
  }
}
