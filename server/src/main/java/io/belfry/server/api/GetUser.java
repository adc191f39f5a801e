package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.http.Response;
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
  private final ClusterAdapter cluster;

  GetUser(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    return cluster
        .ask(new Question.OfUsers(call.app().id(), Set.of(user)))
        .thenApply(
            answer ->
                Response.ok(
                    Json.object(
                        json -> {
                          UserAnswer.writeId(json, user);
                          UserAnswer.writeState(json, answer.value().get(user));
                          UserAnswer.writeCoverage(json, answer.coverage());
                        })));
  }
}
