package io.belfry.server.api;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import io.belfry.server.api.RequestedInfo.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JsonGenerator;

/**
 * Tells the state of one channel; one that nobody is subscribed to is vacant and not missing.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-083, HTTP-110 to HTTP-114"
 */
final class GetChannel implements Endpoint {
  private final ClusterAdapter cluster;

  GetChannel(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    ChannelName channel = ChannelPath.channel(call);
    RequestedInfo info = ChannelAnswer.queried(call);
    if (info.has(Attribute.USER_COUNT) && !channel.kind().has(Trait.ROSTER)) {
      throw ApiReason.INFO_NOT_APPLICABLE.saying(
          "Cannot retrieve the user count unless the channel is a presence channel.");
    }
    if (info.has(Attribute.CACHE) && !channel.kind().has(Trait.CACHE)) {
      throw ApiReason.INFO_NOT_APPLICABLE.saying(
          "Cannot retrieve the cache unless the channel is a cache channel.");
    }
    String appId = call.app().id();
    CompletionStage<Answer<Optional<CachedEvent>>> cached =
        info.has(Attribute.CACHE)
            ? cluster.ask(new Question.Cached(appId, channel))
            : CompletableFuture.completedStage(Answer.complete(Optional.empty()));
    return cluster
        .ask(new Question.OfChannels(appId, Set.of(channel)))
        .thenCombine(
            cached,
            (facts, event) -> state(call.app(), channel, new State(info, facts, event.value())));
  }

  /** What was asked for and what is known. */
  private record State(
      RequestedInfo info, Answer<Map<String, ChannelFacts>> facts, Optional<CachedEvent> cached) {}

  private static Response state(App app, ChannelName channel, State state) {
    ChannelFacts facts = state.facts().value().getOrDefault(channel.text(), ChannelFacts.NONE);
    return Response.ok(
        Json.object(
            json -> {
              json.writeBooleanProperty("occupied", facts.subscriptions() > 0);
              ChannelAnswer.writeCounts(
                  json, app, channel.text(), new ChannelAnswer.ChannelCounts(state.info(), facts));
              if (state.info().has(Attribute.CACHE)) {
                writeCached(json, state.cached());
              }
              ChannelAnswer.writeCoverage(json, state.facts().coverage());
            }));
  }

  private static void writeCached(JsonGenerator json, Optional<CachedEvent> cached) {
    Optional<ServerMessage> message =
        cached.flatMap(
            event -> ServerMessageReader.read(new String(event.text(), StandardCharsets.UTF_8)));
    if (cached.isPresent()
        && message.isPresent()
        && message.get() instanceof ServerMessage.Event event) {
      json.writeObjectPropertyStart("cache");
      json.writeStringProperty("data", event.data());
      json.writeNumberProperty("ttl", cached.get().secondsLeft());
      json.writeEndObject();
    } else {
      json.writeNullProperty("cache");
    }
  }
}
