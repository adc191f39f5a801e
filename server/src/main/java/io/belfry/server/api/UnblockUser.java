package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.Response;
import java.util.concurrent.CompletionStage;

/**
 * Lifts the block of a user; one who is not blocked is no error. The body is ignored.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-030"
 */
final class UnblockUser implements Endpoint {
  private final ShutoutParts parts;

  UnblockUser(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    String app = call.app().id();
    boolean wasBlocked = parts.known().block(app, user, parts.clock().millis()).isPresent();
    return parts
        .letIn(call, user)
        .thenApply(
            lifted -> {
              parts.audit().note(CallerNotes.ofUser(AuditEntry.What.UNBLOCK, call, user));
              return Response.ok(
                  Json.object(json -> json.writeBooleanProperty("was_blocked", wasBlocked)));
            });
  }
}
