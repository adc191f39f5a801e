package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.server.api.UserAnswer.SessionDetail;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lists the sessions of a user: from which devices, since when and until when.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-013 to USR-018"
 */
final class ListSessions implements Endpoint {
  private static final int MOST = 1_000;

  private final ClusterAdapter cluster;

  ListSessions(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    UserId user = UserPath.user(call);
    SessionDetail detail = detail(call.parameters().joined("info"));
    boolean wantsChannels = detail == SessionDetail.WITH_CHANNELS;
    return cluster
        .ask(new Question.Sessions(call.app().id(), user, wantsChannels, MOST + 1))
        .thenApply(answer -> list(answer, detail));
  }

  private static SessionDetail detail(String info) {
    return switch (info) {
      case "" -> SessionDetail.WITHOUT_CHANNELS;
      case "channels" -> SessionDetail.WITH_CHANNELS;
      default ->
          throw ApiReason.INFO_UNKNOWN.saying(
              "info names \"" + Shortened.of(info) + "\". Expected channels.");
    };
  }

  private static Response list(Answer<List<SessionFacts>> answer, SessionDetail detail) {
    boolean isCut = answer.value().size() > MOST;
    List<SessionFacts> shown = isCut ? answer.value().subList(0, MOST) : answer.value();
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("sessions");
              shown.forEach(session -> UserAnswer.write(json, session, detail));
              json.writeEndArray();
              if (isCut) {
                json.writeBooleanProperty("truncated", true);
              }
              UserAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
