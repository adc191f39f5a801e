package io.belfry.server.api;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.json.Json;
import io.belfry.server.api.RequestedInfo.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * Lists the channels that somebody is subscribed to, up to a limit.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-100 to HTTP-105"
 */
final class ListChannels implements Endpoint {
  private final ClusterAdapter cluster;
  private final Metrics metrics;

  ListChannels(ClusterAdapter cluster, Metrics metrics) {
    this.cluster = cluster;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    RequestedInfo info = ChannelAnswer.queried(call);
    String prefix = call.parameters().first("filter_by_prefix").orElse("");
    if (info.has(Attribute.USER_COUNT) && !ChannelKind.of(prefix).has(Trait.ROSTER)) {
      throw ApiReason.INFO_NOT_APPLICABLE.saying(
          "user_count may only be requested for presence channels."
              + " Expected a filter_by_prefix that begins with presence-.");
    }
    if (info.has(Attribute.CACHE)) {
      throw ApiReason.INFO_NOT_APPLICABLE.saying("cache can be asked of one channel only.");
    }
    return cluster
        .ask(new Question.OccupiedChannels(call.app().id(), prefix))
        .thenApply(answer -> list(call.app(), info, answer));
  }

  private Response list(App app, RequestedInfo info, Answer<Map<String, ChannelFacts>> answer) {
    // A member may be known a moment before or after its connection counts.
    List<Map.Entry<String, ChannelFacts>> occupied =
        answer.value().entrySet().stream()
            .filter(channel -> channel.getValue().subscriptions() > 0)
            .toList();
    boolean isCut = !app.limits().allows(Limit.MAX_CHANNELS_LISTED, occupied.size());
    if (isCut) {
      metrics.count(Metric.LIMIT_REFUSALS, app.id(), Limit.MAX_CHANNELS_LISTED.key());
    }
    List<Map.Entry<String, ChannelFacts>> shown =
        isCut ? occupied.subList(0, (int) app.limits().of(Limit.MAX_CHANNELS_LISTED)) : occupied;
    return Response.ok(
        Json.object(
            json -> {
              json.writeObjectPropertyStart("channels");
              shown.forEach(channel -> write(json, app, info, channel));
              json.writeEndObject();
              if (isCut) {
                json.writeBooleanProperty("truncated", true);
              }
              ChannelAnswer.writeCoverage(json, answer.coverage());
            }));
  }

  private static void write(
      JsonGenerator json, App app, RequestedInfo info, Map.Entry<String, ChannelFacts> channel) {
    json.writeObjectPropertyStart(channel.getKey());
    ChannelAnswer.writeCounts(
        json, app, channel.getKey(), new ChannelAnswer.ChannelCounts(info, channel.getValue()));
    json.writeEndObject();
  }
}
