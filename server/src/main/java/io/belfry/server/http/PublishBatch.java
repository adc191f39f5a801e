package io.belfry.server.http;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.App;
import io.belfry.server.cluster.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Takes several events, each for one channel. All are checked before the first is published, and a
 * subscriber gets them in the order of the array.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-070 to HTTP-077"
 */
final class PublishBatch implements Endpoint {
  private final Publisher publisher;
  private final IdempotencyKeys keys;

  PublishBatch(Publisher publisher, IdempotencyKeys keys) {
    this.publisher = publisher;
    this.keys = keys;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    BatchBody batch = BatchBody.parse(call.request().body(), call.app().limits());
    return keys.once(
        call,
        batch.idempotencyKey(),
        () ->
            Stages.then(
                publisher.publish(call.app(), batch.events()),
                facts -> answer(call.app(), batch, facts)));
  }

  private static Response answer(
      App app, BatchBody batch, Answer<Map<String, ChannelFacts>> facts) {
    if (batch.events().stream().noneMatch(event -> event.wish().isThere())) {
      return Response.ok();
    }
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("batch");
              for (EventBody event : batch.events()) {
                json.writeStartObject();
                for (ChannelName channel : event.channels()) {
                  ChannelAnswer.writeCounts(
                      json, app, channel.text(), PublishEvent.counts(event, channel, facts));
                }
                json.writeEndObject();
              }
              json.writeEndArray();
              ChannelAnswer.writeCoverage(json, facts.coverage());
            }));
  }
}
