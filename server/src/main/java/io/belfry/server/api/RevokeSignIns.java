package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.concurrent.CompletionStage;

/**
 * Revokes sign-ins, on every node: sessions that came of them end, and the same are not taken any
 * more for as long as a token may live. When it answers the revocation is durable.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-045, USR-046"
 */
final class RevokeSignIns implements Endpoint {
  private final ShutoutParts parts;

  RevokeSignIns(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    long now = parts.clock().millis();
    RevocationBody body = RevocationBody.parse(call.request().body(), call.app().limits(), now);
    Revocation revocation =
        NewRevocation.of(call.app(), body.revoked(), body.ending(), parts.known(), now);
    return parts
        .shutOut(call, revocation)
        .thenApply(
            ended -> {
              parts.audit().note(note(call, revocation));
              return Response.ok(
                  Json.object(
                      json -> {
                        json.writeStringProperty("id", revocation.id());
                        UserAnswer.writeEnded(json, ended);
                      }));
            });
  }

  private static AuditEntry note(ApiCall call, Revocation revocation) {
    return switch (revocation.revoked()) {
      case Revoked.LoginSession of -> CallerNotes.ofLogin(AuditEntry.What.REVOKE, call, of.name());
      case Revoked.Token token -> CallerNotes.of(AuditEntry.What.REVOKE, call);
      case Revoked.IssuedBefore before ->
          CallerNotes.ofUser(AuditEntry.What.REVOKE, call, before.user());
    };
  }
}
