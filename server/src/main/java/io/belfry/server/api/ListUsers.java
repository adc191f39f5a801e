package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.UserFacts;
import io.belfry.server.http.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lists the users who are online, a page at a time, in code-point order of their ids.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-010, USR-011"
 */
final class ListUsers implements Endpoint {
  private final ClusterAdapter cluster;

  ListUsers(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Paging paging = Paging.of(call.parameters());
    UserId after = paging.afterUser();
    String prefix = call.parameters().first("filter_by_prefix").orElse("");
    return cluster
        .ask(new Question.OnlineUsers(call.app().id(), prefix, after, paging.lookedFor()))
        .thenApply(answer -> page(paging, answer));
  }

  private static Response page(Paging paging, Answer<List<UserFacts>> answer) {
    List<UserFacts> shown = paging.shown(answer.value());
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("users");
              for (UserFacts user : shown) {
                json.writeStartObject();
                UserAnswer.writeId(json, user.id());
                UserAnswer.writeCounts(json, user);
                json.writeEndObject();
              }
              json.writeEndArray();
              if (!shown.isEmpty()) {
                paging.writeNext(json, answer.value().size(), shown.getLast().id().text());
              }
              UserAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
