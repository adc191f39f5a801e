package io.belfry.server.http;

import io.belfry.server.app.ServerState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the public port answers when the HTTP API has a port of its own: the health words.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-013"
 */
public final class HealthOnly implements Responder {
  private static final int MAX_BODY_BYTES = 1024;

  private final Health health;

  /** Tells the health of a node in that state. */
  public HealthOnly(Supplier<ServerState> state) {
    this.health = new Health(state);
  }

  @Override
  public long maxBodyBytes(String path) {
    return MAX_BODY_BYTES;
  }

  @Override
  public CompletionStage<Response> handle(Request request) {
    Response response =
        health
            .answer(request)
            .orElseGet(
                () ->
                    new ApiError(404, "not_found", "There is nothing at this path.").toResponse());
    return CompletableFuture.completedFuture(response);
  }
}
