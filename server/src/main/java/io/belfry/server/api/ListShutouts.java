package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.http.Response;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * Lists who is shut out, a page at a time.
 *
 * <p>Thread: thread-safe.
 *
 * @see "users.md, section 5; rule USR-045"
 */
final class ListShutouts<S extends Shutout> implements Endpoint {
  /** One kind of them. */
  interface Listing<S extends Shutout> {
    /** Name of the list in the answer. */
    String name();

    /** Those of a page and one more, in their order. */
    List<S> found(Shutouts known, String appId, Paging paging);

    /** Writes what is told of one. */
    void write(S shutout, JsonGenerator json);

    /** Where the page behind this one begins. */
    String cursor(S shutout);
  }

  private final ShutoutParts parts;
  private final Listing<S> listing;

  ListShutouts(ShutoutParts parts, Listing<S> listing) {
    this.parts = parts;
    this.listing = listing;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Paging paging = Paging.of(call.parameters());
    List<S> found = listing.found(parts.known(), call.app().id(), paging);
    List<S> shown = paging.shown(found);
    long now = parts.clock().millis();
    return CompletableFuture.completedStage(
        Response.ok(
            Json.object(
                json -> {
                  json.writeArrayPropertyStart(listing.name());
                  for (S shutout : shown) {
                    if (!shutout.isOver(now)) {
                      json.writeStartObject();
                      listing.write(shutout, json);
                      UserAnswer.writeText(json, "reason", shutout.reason());
                      json.writeEndObject();
                    }
                  }
                  json.writeEndArray();
                  if (!shown.isEmpty()) {
                    paging.writeNext(json, found.size(), listing.cursor(shown.getLast()));
                  }
                })));
  }
}
