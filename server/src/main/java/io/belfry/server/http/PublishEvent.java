package io.belfry.server.http;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.json.Json;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Takes one event for one or several channels, all or nothing, and answers when every node is on
 * its way to get it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-040 to HTTP-067, HTTP-080 to HTTP-085"
 */
final class PublishEvent implements Endpoint {
  private final ClusterAdapter cluster;

  PublishEvent(ClusterAdapter cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletionStage<Response> handle(ApiCall call) {
    EventBody event = EventBody.parse(call.body(), call.app().limits());
    if (event.channels().size() > 1
        && event.channels().stream().anyMatch(channel -> channel.kind().has(Trait.ENCRYPTED))) {
      throw ApiError.badRequest(
          "encrypted_multi_channel",
          "An event of an encrypted channel can go to that one channel only: its key is its own.");
    }
    NamedEvent named = NamedEvent.ofApplication(event.name(), event.data());
    List<Publication> publications = new ArrayList<>(event.channels().size());
    for (ChannelName channel : event.channels()) {
      publications.add(Publication.of(call.app().id(), channel, named, event.excluded()));
    }
    return cluster
        .send(new ClusterMessage.Publish(publications))
        .thenApply(accepted -> event.asksForInfo() ? info(event.channels()) : Response.ok());
  }

  // Attributes that nobody counts yet are left out, as those that do not apply are (rule HTTP-058).
  private static Response info(List<ChannelName> channels) {
    return Response.ok(
        Json.object(
            json -> {
              json.writeObjectPropertyStart("channels");
              for (ChannelName channel : channels) {
                json.writeObjectPropertyStart(channel.text());
                json.writeEndObject();
              }
              json.writeEndObject();
            }));
  }
}
