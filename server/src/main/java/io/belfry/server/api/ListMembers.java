package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lists the members of a presence channel, each once.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-120 to HTTP-123"
 */
final class ListMembers implements Endpoint {
  private final ClusterAdapter cluster;

  ListMembers(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  /** How much of each member is shown. */
  private enum MemberDetail {
    ID,
    ID_AND_INFO
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    if (!ChannelKind.of(call.pathValue()).has(Trait.ROSTER)) {
      throw ApiReason.NOT_PRESENCE_CHANNEL.error(Shortened.of(call.pathValue()));
    }
    ChannelName channel = ChannelPath.channel(call);
    boolean wantsInfo = call.parameters().first("with_user_info").filter("1"::equals).isPresent();
    MemberDetail detail = wantsInfo ? MemberDetail.ID_AND_INFO : MemberDetail.ID;
    return cluster
        .ask(new Question.Members(call.app().id(), channel))
        .thenApply(answer -> list(answer, detail));
  }

  private static Response list(Answer<List<Member>> answer, MemberDetail detail) {
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("users");
              for (Member member : answer.value()) {
                json.writeStartObject();
                json.writeStringProperty("id", member.id().text());
                if (detail == MemberDetail.ID_AND_INFO && member.userInfo() != null) {
                  json.writeName("user_info");
                  json.writeRawValue(member.userInfo());
                }
                json.writeEndObject();
              }
              json.writeEndArray();
              ChannelAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
