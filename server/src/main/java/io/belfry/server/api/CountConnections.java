package io.belfry.server.api;

import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.http.Response;
import java.util.concurrent.CompletionStage;

/**
 * Counts the open connections of the app.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-130"
 */
final class CountConnections implements Endpoint {
  private final ClusterAdapter cluster;

  CountConnections(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    return cluster
        .ask(new Question.ConnectionCount(call.app().id()))
        .thenApply(
            answer ->
                Response.ok(
                    Json.object(
                        json -> {
                          json.writeNumberProperty("connections", answer.value());
                          ChannelAnswer.writeCoverage(json, answer.coverage());
                        })));
  }
}
