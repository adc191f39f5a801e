package io.belfry.server.http;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.Answer;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.Wish.Attribute;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Lists the channels that somebody is subscribed to, up to a limit.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-100 to HTTP-105"
 */
final class ListChannels implements Endpoint {
  private final ClusterAdapter cluster;

  ListChannels(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    Wish wish = ChannelAnswer.queried(call);
    String prefix = call.parameters().first("filter_by_prefix").orElse("");
    if (wish.has(Attribute.USER_COUNT) && !ChannelKind.of(prefix).has(Trait.ROSTER)) {
      throw ChannelAnswer.notApplicable(
          "user_count needs a filter_by_prefix that begins with presence-.");
    }
    if (wish.has(Attribute.CACHE)) {
      throw ChannelAnswer.notApplicable("cache can be asked of one channel only.");
    }
    return cluster
        .ask(new Question.Occupied(call.app().id(), prefix))
        .thenApply(answer -> list(call.app(), wish, answer));
  }

  private static Response list(App app, Wish wish, Answer<Map<String, ChannelFacts>> answer) {
    long most = app.limits().of(Limit.MAX_CHANNELS_LISTED);
    Map<String, ChannelFacts> channels = answer.value();
    long shown = most < 0 ? channels.size() : Math.min(most, channels.size());
    return Response.ok(
        Json.object(
            json -> {
              json.writeObjectPropertyStart("channels");
              channels.entrySet().stream()
                  .limit(shown)
                  .forEach(
                      channel -> {
                        json.writeObjectPropertyStart(channel.getKey());
                        ChannelAnswer.writeCounts(
                            json,
                            app,
                            channel.getKey(),
                            new ChannelAnswer.Counts(wish, channel.getValue()));
                        json.writeEndObject();
                      });
              json.writeEndObject();
              if (shown < channels.size()) {
                json.writeBooleanProperty("truncated", true);
              }
              ChannelAnswer.writeCoverage(json, answer.coverage());
            }));
  }
}
