package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.Question;
import io.belfry.server.http.Response;
import io.belfry.server.store.Shutout.Block;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Says whether a user is online; one whom nobody knows is offline.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-013, USR-014"
 */
final class GetUser implements Endpoint {
  private final ShutoutParts parts;

  GetUser(ShutoutParts parts) {
    this.parts = parts;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    Optional<Block> block = parts.known().block(call.app().id(), user, parts.clock().millis());
    return parts
        .cluster()
        .ask(new Question.OfUsers(call.app().id(), Set.of(user)))
        .thenApply(
            answer ->
                Response.ok(
                    Json.object(
                        json -> {
                          UserAnswer.writeId(json, user);
                          UserAnswer.writeState(json, answer.value().get(user));
                          block.ifPresent(
                              it -> json.writeNumberProperty("blocked_until_ms", it.untilMillis()));
                          UserAnswer.writeCoverage(json, answer.coverage());
                        })));
  }
}
