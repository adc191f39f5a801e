package io.belfry.server.api;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.App;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Takes one event for one or several channels, all or nothing, and answers when every node is on
 * its way to get it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-040 to HTTP-067, HTTP-080 to HTTP-092"
 */
final class PublishEvent implements Endpoint {
  private final Publisher publisher;
  private final IdempotencyKeys keys;

  PublishEvent(Publisher publisher, IdempotencyKeys keys) {
    this.publisher = publisher;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    EventBody event = EventBody.parse(call.request().body(), call.app().limits());
    if (event.channels().size() > 1
        && event.channels().stream().anyMatch(channel -> channel.kind().has(Trait.ENCRYPTED))) {
      throw ApiReason.ENCRYPTED_MULTI_CHANNEL.error();
    }
    return keys.once(
        call,
        event.idempotencyKey(),
        () ->
            Stages.then(
                publisher.publish(call.app(), List.of(event)),
                published -> published.marked(answer(call.app(), event, published.facts()))));
  }

  private static Response answer(
      App app, EventBody event, Answer<Map<String, ChannelFacts>> facts) {
    if (!event.info().isThere()) {
      return Response.ok();
    }
    return Response.ok(
        Json.object(
            json -> {
              json.writeObjectPropertyStart("channels");
              for (ChannelName channel : event.channels()) {
                json.writeObjectPropertyStart(channel.text());
                ChannelAnswer.writeCounts(json, app, channel.text(), counts(event, channel, facts));
                json.writeEndObject();
              }
              json.writeEndObject();
              ChannelAnswer.writeCoverage(json, facts.coverage());
            }));
  }

  /** What is known of one of the event's channels. */
  static ChannelAnswer.ChannelCounts counts(
      EventBody event, ChannelName channel, Answer<Map<String, ChannelFacts>> facts) {
    return new ChannelAnswer.ChannelCounts(
        event.info(), facts.value().getOrDefault(channel.text(), ChannelFacts.NONE));
  }
}
