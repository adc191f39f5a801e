package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Revokes sign-ins, on every node: sessions that came of them end, and the same are not taken any
 * more for as long as a token may live. When it answers the revocation is durable.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-045, USR-046"
 */
final class RevokeSignIns implements Endpoint {
  /** Longest life of a token. */
  private static final Duration TOKEN_LIFE = Duration.ofDays(1);

  private static final int DIGITS_OF_TIME = 9;
  private static final int RADIX = Character.MAX_RADIX;
  private static final int RADIX_TO_THE_FOURTH = RADIX * RADIX * RADIX * RADIX;

  private final ShutoutParts parts;

  RevokeSignIns(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    String app = call.app().id();
    long now = parts.clock().millis();
    RevocationBody body = RevocationBody.parse(call.request().body(), call.app().limits(), now);
    if (!call.app().limits().allows(Limit.MAX_REVOCATIONS, parts.known().revocations(app) + 1)) {
      throw ApiReason.TOO_MANY_REVOCATIONS
          .error(call.app().limits().of(Limit.MAX_REVOCATIONS))
          .by(Limit.MAX_REVOCATIONS);
    }
    Revocation revocation =
        new Revocation(
            app,
            id(now),
            body.revoked(),
            now,
            now + TOKEN_LIFE.toMillis(),
            body.ending().comesBack(),
            body.ending().reason());
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

  // In the order of time, so that pages of them are, too; nodes need not agree on anything.
  private static String id(long nowMillis) {
    String time = Long.toString(nowMillis, RADIX);
    int chance = ThreadLocalRandom.current().nextInt(RADIX_TO_THE_FOURTH);
    return "r-"
        + "0".repeat(Math.max(0, DIGITS_OF_TIME - time.length()))
        + time
        + Integer.toString(RADIX_TO_THE_FOURTH + chance, RADIX).substring(1);
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
