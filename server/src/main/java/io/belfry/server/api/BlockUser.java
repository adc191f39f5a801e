package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Block;
import java.util.concurrent.CompletionStage;

/**
 * Blocks a user for a time, on every node, and ends what the user has open. When it answers the
 * block is durable.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-030 to USR-033"
 */
final class BlockUser implements Endpoint {
  private final ShutoutParts parts;

  BlockUser(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    String app = call.app().id();
    long now = parts.clock().millis();
    BlockBody body = BlockBody.parse(call.request().body(), now);
    boolean isAnother = parts.known().block(app, user, now).isPresent();
    if (!isAnother
        && !call.app().limits().allows(Limit.MAX_BLOCKED_USERS, parts.known().blocks(app) + 1)) {
      throw ApiReason.TOO_MANY_BLOCKS
          .error(call.app().limits().of(Limit.MAX_BLOCKED_USERS))
          .by(Limit.MAX_BLOCKED_USERS);
    }
    return parts
        .shutOut(call, new Block(app, user, now, body.untilMillis(), body.reason()))
        .thenApply(
            ended -> {
              parts.audit().note(CallerNotes.ofUser(AuditEntry.What.BLOCK, call, user));
              return Response.ok(
                  Json.object(
                      json -> {
                        json.writeNumberProperty("blocked_until_ms", body.untilMillis());
                        UserAnswer.writeEnded(json, ended);
                      }));
            });
  }
}
