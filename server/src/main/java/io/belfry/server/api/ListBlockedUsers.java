package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Block;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lists the users who are blocked, a page at a time, in code-point order of their ids.
 *
 * <p>Thread: thread-safe.
 *
 * @see "users.md, section 5"
 */
final class ListBlockedUsers implements Endpoint {
  private final ShutoutParts parts;

  ListBlockedUsers(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Paging paging = Paging.of(call.parameters());
    List<Block> found =
        parts.known().blocksAfter(call.app().id(), paging.afterUser(), paging.lookedFor());
    List<Block> shown = paging.shown(found);
    long now = parts.clock().millis();
    return CompletableFuture.completedStage(
        Response.ok(
            Json.object(
                json -> {
                  json.writeArrayPropertyStart("users");
                  for (Block block : shown) {
                    if (!block.isOver(now)) {
                      json.writeStartObject();
                      UserAnswer.writeId(json, block.user());
                      json.writeNumberProperty("blocked_since_ms", block.sinceMillis());
                      json.writeNumberProperty("blocked_until_ms", block.untilMillis());
                      UserAnswer.writeText(json, "reason", block.reason());
                      json.writeEndObject();
                    }
                  }
                  json.writeEndArray();
                  if (!shown.isEmpty()) {
                    paging.writeNext(json, found.size(), shown.getLast().user().text());
                  }
                })));
  }
}
