package io.belfry.server.api;

import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Responder;
import io.belfry.server.http.Response;
import io.belfry.server.node.ServerState;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the public port answers when the HTTP API has a port of its own: the pages for everybody.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-013"
 */
public final class HealthOnly implements Responder {
  private final PublicPages pages;

  /** Tells the health of a node in that state. */
  public HealthOnly(Supplier<ServerState> state) {
    this.pages = new PublicPages(state);
  }

  @Override
  public Hearing hear(Request head) {
    Response response =
        pages.answer(head).orElseGet(() -> ApiReason.NOT_FOUND.error().toResponse());
    return new Hearing.Settled(CompletableFuture.completedFuture(response));
  }
}
