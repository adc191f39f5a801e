package io.belfry.server.api;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Takes several events, each for one channel. All are checked before the first is published, and a
 * subscriber gets them in the order of the array.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-070 to HTTP-077, HTTP-090"
 */
final class PublishBatch implements Endpoint {
  private final Publisher publisher;
  private final IdempotencyKeys keys;
  private final ElementKeys elementKeys;

  PublishBatch(Publisher publisher, IdempotencyKeys keys) {
    this.publisher = publisher;
    this.keys = keys;
    this.elementKeys = keys.ofElements();
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    BatchBody batch = BatchBody.parse(call.request().body(), call.app().limits());
    boolean hasKeys =
        call.app().settings().of(AppSettings.IDEMPOTENCY_ENABLED)
            && batch.events().stream().anyMatch(event -> event.idempotencyKey() != null);
    return keys.once(
        call,
        batch.idempotencyKey(),
        () -> hasKeys ? publishOnce(call.app(), batch) : publish(call.app(), batch));
  }

  private CompletionStage<Response> publish(App app, BatchBody batch) {
    return Stages.then(
        publisher.publish(app, batch.events()),
        published -> published.marked(answer(app, batch, published.facts())));
  }

  private static Response answer(
      App app, BatchBody batch, Answer<Map<String, ChannelFacts>> facts) {
    return batch.events().stream().noneMatch(event -> event.info().isThere())
        ? Response.ok()
        : answer(
            batch,
            batch.events().stream().map(event -> element(app, event, facts)).toList(),
            facts.coverage());
  }

  private CompletionStage<Response> publishOnce(App app, BatchBody batch) {
    return elementKeys.claim(app, batch.events()).thenCompose(slots -> publish(app, batch, slots));
  }

  private CompletionStage<Response> publish(
      App app, BatchBody batch, List<ElementKeys.Slot> slots) {
    CompletionStage<Publisher.Published> published;
    try {
      published = publisher.publish(app, due(slots));
    } catch (RuntimeException e) {
      published = CompletableFuture.failedStage(e);
    }
    return published
        .handle(
            (done, failure) ->
                failure == null
                    ? answered(app, batch, slots, done)
                    : IdempotencyKeys.<Response>forgotten(
                        failure, () -> elementKeys.release(slots)))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Response> answered(
      App app, BatchBody batch, List<ElementKeys.Slot> slots, Publisher.Published done) {
    List<byte[]> elements = elements(app, slots, done.facts());
    Response answer = done.marked(answer(batch, elements, done.facts().coverage()));
    return IdempotencyKeys.after(
        elementKeys.complete(slots, elements),
        CompletableFuture.completedStage(
            isReplay(slots) ? IdempotencyKeys.replayed(answer) : answer));
  }

  private static List<EventBody> due(List<ElementKeys.Slot> slots) {
    List<EventBody> due = new ArrayList<>(slots.size());
    for (ElementKeys.Slot slot : slots) {
      switch (slot) {
        case ElementKeys.Slot.Free free -> due.add(free.event());
        case ElementKeys.Slot.Claimed claimed -> due.add(claimed.event());
        case ElementKeys.Slot.Known answered -> {}
        case ElementKeys.Slot.Repeated repeated -> {}
      }
    }
    return due;
  }

  private static boolean isReplay(List<ElementKeys.Slot> slots) {
    return slots.stream().allMatch(ElementKeys.Slot.Known.class::isInstance);
  }

  private static List<byte[]> elements(
      App app, List<ElementKeys.Slot> slots, Answer<Map<String, ChannelFacts>> facts) {
    List<byte[]> elements = new ArrayList<>(slots.size());
    for (ElementKeys.Slot slot : slots) {
      byte[] element =
          switch (slot) {
            case ElementKeys.Slot.Free free -> element(app, free.event(), facts);
            case ElementKeys.Slot.Claimed claimed -> element(app, claimed.event(), facts);
            case ElementKeys.Slot.Known answered -> answered.reply();
            case ElementKeys.Slot.Repeated repeated -> elements.get(repeated.index());
          };
      elements.add(element);
    }
    return elements;
  }

  private static byte[] element(App app, EventBody event, Answer<Map<String, ChannelFacts>> facts) {
    return Json.object(
        json -> {
          for (ChannelName channel : event.channels()) {
            ChannelAnswer.writeCounts(
                json, app, channel.text(), PublishEvent.counts(event, channel, facts));
          }
        });
  }

  private static Response answer(BatchBody batch, List<byte[]> elements, Answer.Coverage coverage) {
    if (batch.events().stream().noneMatch(event -> event.info().isThere())) {
      return Response.ok();
    }
    return Response.ok(
        Json.object(
            json -> {
              json.writeArrayPropertyStart("batch");
              for (byte[] element : elements) {
                json.writeRawValue(new String(element, StandardCharsets.UTF_8));
              }
              json.writeEndArray();
              ChannelAnswer.writeCoverage(json, coverage);
            }));
  }
}
