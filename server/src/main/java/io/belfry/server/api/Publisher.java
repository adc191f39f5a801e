package io.belfry.server.api;

import io.belfry.protocol.ChannelName;
import io.belfry.server.api.RequestedInfo.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends checked events on their way, all or none, and counts the channels afterwards where a caller
 * wants to know.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-058 to HTTP-060, HTTP-073, LIM-010"
 */
final class Publisher {
  private static final CompletionStage<Answer<Map<String, ChannelFacts>>> NOTHING_ASKED =
      CompletableFuture.completedStage(Answer.complete(Map.of()));

  private final ClusterAdapter cluster;
  private final ApiRates rates;
  private final Metrics metrics;

  Publisher(ClusterAdapter cluster, ApiRates rates, Metrics metrics) {
    this.cluster = cluster;
    this.rates = rates;
    this.metrics = metrics;
  }

  /**
   * Publishes the events in their order.
   *
   * @return what is known of the channels whose events asked for it, as it is after the publish
   */
  CompletionStage<Answer<Map<String, ChannelFacts>>> publish(App app, List<EventBody> events) {
    List<Publication> publications = publications(app, events);
    if (publications.isEmpty()) {
      return NOTHING_ASKED;
    }
    rates.take(app, Limit.BACKEND_EVENTS_PER_SECOND, publications.size());
    CompletableFuture<Void> accepted =
        cluster.send(new ClusterMessage.Publish(publications)).toCompletableFuture();
    return Stages.hasValue(accepted)
        ? facts(app, events, publications.size())
        : accepted.thenCompose(nothing -> facts(app, events, publications.size()));
  }

  private static List<Publication> publications(App app, List<EventBody> events) {
    List<Publication> publications = new ArrayList<>(events.size());
    for (EventBody event : events) {
      NamedEvent named = NamedEvent.ofApplication(event.name(), event.data());
      for (ChannelName channel : event.channels()) {
        publications.add(Publication.of(app.id(), channel, named, event.excluded()));
      }
    }
    return publications;
  }

  private CompletionStage<Answer<Map<String, ChannelFacts>>> facts(
      App app, List<EventBody> events, int published) {
    metrics.add(Metric.EVENTS_PUBLISHED, published, app.id());
    Set<ChannelName> asked = new LinkedHashSet<>(0);
    for (EventBody event : events) {
      if (event.info().has(Attribute.USER_COUNT)
          || event.info().has(Attribute.SUBSCRIPTION_COUNT)) {
        asked.addAll(event.channels());
      }
    }
    return asked.isEmpty() ? NOTHING_ASKED : cluster.ask(new Question.OfChannels(app.id(), asked));
  }
}
