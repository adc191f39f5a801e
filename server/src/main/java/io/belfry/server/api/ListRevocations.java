package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * Lists the revocations that are in force, a page at a time, the oldest first.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-045"
 */
final class ListRevocations implements Endpoint {
  private final ShutoutParts parts;

  ListRevocations(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Paging paging = Paging.of(call.parameters());
    String after = paging.after() == null ? "" : paging.after();
    List<Revocation> found =
        parts.known().revocationsAfter(call.app().id(), after, paging.lookedFor());
    List<Revocation> shown = paging.shown(found);
    long now = parts.clock().millis();
    return CompletableFuture.completedStage(
        Response.ok(
            Json.object(
                json -> {
                  json.writeArrayPropertyStart("revocations");
                  for (Revocation revocation : shown) {
                    if (!revocation.isOver(now)) {
                      write(json, revocation);
                    }
                  }
                  json.writeEndArray();
                  if (!shown.isEmpty()) {
                    paging.writeNext(json, found.size(), shown.getLast().id());
                  }
                })));
  }

  private static void write(JsonGenerator json, Revocation revocation) {
    json.writeStartObject();
    json.writeStringProperty("id", revocation.id());
    switch (revocation.revoked()) {
      case Revoked.LoginSession of -> json.writeStringProperty("session", of.name());
      case Revoked.Token token -> json.writeStringProperty("jti", token.jti());
      case Revoked.IssuedBefore before -> {
        json.writeStringProperty("user_id", before.user().text());
        json.writeNumberProperty("issued_before_ms", before.millis());
      }
    }
    json.writeNumberProperty("revoked_at_ms", revocation.sinceMillis());
    json.writeNumberProperty("until_ms", revocation.untilMillis());
    UserAnswer.writeText(json, "reason", revocation.reason());
    json.writeEndObject();
  }
}
