package io.belfry.server.api;

import io.belfry.protocol.ChannelName;
import io.belfry.server.api.RequestedInfo.Attribute;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.ClusterAdapter.Reached;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.FlightEvents;
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
 * @see "rules HTTP-058 to HTTP-060, HTTP-073, LIM-010, CLU-042"
 */
final class Publisher {
  private static final Answer<Map<String, ChannelFacts>> NOTHING = Answer.complete(Map.of());
  private static final CompletionStage<Published> NOTHING_ASKED =
      CompletableFuture.completedStage(new Published(NOTHING, Reached.ALL_NODES));

  private final ClusterAdapter cluster;
  private final ApiRates rates;
  private final Metrics metrics;

  Publisher(ClusterAdapter cluster, ApiRates rates, Metrics metrics) {
    this.cluster = cluster;
    this.rates = rates;
    this.metrics = metrics;
  }

  /**
   * What became of a publish.
   *
   * @param facts what is known of the channels whose events asked for it, as it is after the
   *     publish
   * @param reach how far the events come
   */
  record Published(Answer<Map<String, ChannelFacts>> facts, Reached reach) {
    /** The answer, which says so when the events come to this node alone. */
    Response marked(Response answer) {
      return switch (reach) {
        case ALL_NODES -> answer;
        case THIS_NODE -> answer.withHeader("Belfry-Degraded", "cluster");
      };
    }
  }

  /** Publishes the events in their order. */
  CompletionStage<Published> publish(App app, List<EventBody> events) {
    List<Publication> publications = publications(app, events);
    if (publications.isEmpty()) {
      return NOTHING_ASKED;
    }
    rates.take(app, Limit.BACKEND_EVENTS_PER_SECOND, publications.size());
    CompletableFuture<Reached> accepted =
        cluster.send(new ClusterMessage.Publish(publications)).toCompletableFuture();
    return Stages.hasValue(accepted)
        ? published(app, events, publications.size(), accepted.join())
        : accepted.thenCompose(reach -> published(app, events, publications.size(), reach));
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

  private static long characters(List<EventBody> events) {
    return events.stream().mapToLong(event -> event.data().length()).sum();
  }

  private CompletionStage<Published> published(
      App app, List<EventBody> events, int published, Reached reach) {
    metrics.add(Metric.EVENTS_PUBLISHED, published, app.id());
    if (FlightEvents.areAsked()) {
      FlightEvents.published(app.id(), published, characters(events));
    }
    Set<ChannelName> asked = asked(events);
    if (!asked.isEmpty()) {
      return cluster
          .ask(new Question.OfChannels(app.id(), asked))
          .thenApply(facts -> new Published(facts, reach));
    }
    return switch (reach) {
      case ALL_NODES -> NOTHING_ASKED;
      case THIS_NODE -> CompletableFuture.completedStage(new Published(NOTHING, reach));
    };
  }

  private static Set<ChannelName> asked(List<EventBody> events) {
    Set<ChannelName> asked = new LinkedHashSet<>(0);
    for (EventBody event : events) {
      if (event.info().has(Attribute.USER_COUNT)
          || event.info().has(Attribute.SUBSCRIPTION_COUNT)) {
        asked.addAll(event.channels());
      }
    }
    return asked;
  }
}
