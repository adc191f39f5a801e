package io.belfry.rest;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import io.belfry.rest.internal.ChannelCipher;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * Makes requests of events, those of encrypted channels encrypted.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-154 to HTTP-158"
 */
final class Events {
  private final Optional<ChannelCipher> cipher;
  private final RestOptions options;

  Events(Optional<ChannelCipher> cipher, RestOptions options) {
    this.cipher = cipher;
    this.options = options;
  }

  Question<TriggerResult> trigger(Event event) {
    String data = payload(event);
    byte[] body =
        Json.object(
            json -> {
              json.writeStringProperty("name", event.name());
              json.writeArrayPropertyStart("channels");
              event.channels().forEach(json::writeString);
              json.writeEndArray();
              writeRest(json, event, data);
            });
    Optional<String> key = options.retries().key(event.idempotencyKey());
    ApiRequest request = ApiRequest.post(body, "events").withIdempotencyKey(key);
    return new Question<>(request, Answers::trigger);
  }

  Question<List<ChannelInfo>> triggerBatch(List<Event> events, Optional<String> key) {
    int maxBatchSize = options.maxBatchSize();
    if (events.isEmpty() || events.size() > maxBatchSize) {
      throw new IllegalArgumentException(
          "The batch has "
              + events.size()
              + " events. Expected 1 to "
              + maxBatchSize
              + "; RestOptions.withMaxBatchSize raises it, if the server takes more.");
    }
    events.forEach(Events::checkFitsBatch);
    List<String> payloads = events.stream().map(this::payload).toList();
    byte[] body =
        Json.object(
            json -> {
              json.writeArrayPropertyStart("batch");
              for (int i = 0; i < events.size(); i++) {
                writeElement(json, events.get(i), payloads.get(i));
              }
              json.writeEndArray();
            });
    Optional<String> checked = options.retries().key(key.map(Event::checkedKey));
    ApiRequest request = ApiRequest.post(body, "batch_events").withIdempotencyKey(checked);
    return new Question<>(request, Answers::batch);
  }

  private static void checkFitsBatch(Event event) {
    if (event.channelNames().size() > 1) {
      throw new IllegalArgumentException(
          event + " goes to several channels. Expected one channel for each event of a batch.");
    }
    if (event.idempotencyKey().isPresent()) {
      throw new IllegalArgumentException(
          event + " has an idempotency key of its own. Expected one key for the whole batch.");
    }
  }

  private static void writeElement(JsonGenerator json, Event event, String data) {
    json.writeStartObject();
    json.writeStringProperty("name", event.name());
    json.writeStringProperty("channel", event.channels().get(0));
    writeRest(json, event, data);
    json.writeEndObject();
  }

  private static void writeRest(JsonGenerator json, Event event, String data) {
    json.writeStringProperty("data", data);
    event.excluded().ifPresent(socket -> json.writeStringProperty("socket_id", socket.text()));
    if (!event.attributes().isEmpty()) {
      json.writeStringProperty("info", ChannelAttribute.list(event.attributes()));
    }
  }

  private String payload(Event event) {
    ChannelName channel = event.channelNames().get(0);
    return channel.kind().has(Trait.ENCRYPTED)
        ? cipher.orElseThrow(Signing::noMasterKey).encrypt(channel, event.data())
        : event.data();
  }
}
