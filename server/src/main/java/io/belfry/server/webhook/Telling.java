package io.belfry.server.webhook;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted.Obstacle;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Subject;
import io.belfry.server.webhook.Clocks.Moment;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what the event loops have handed over to all endpoints of the app.
 *
 * <p>Thread: confined to that of the webhooks.
 */
final class Telling {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  private final Endpoints endpoints;
  private final Floods floods;

  Telling(Endpoints endpoints, Floods floods) {
    this.endpoints = endpoints;
    this.floods = floods;
  }

  void tell(Handed handed) {
    switch (handed) {
      case Handed.Decided decided -> tell(decided.decision(), decided.at());
      case Handed.Said said -> tell(said);
      case Handed.Elsewhere elsewhere -> tell(elsewhere);
      case Handed.Missed missed -> {
        if (floods.isMissTold(missed.channel(), missed.at())) {
          ChannelName channel = missed.channel().channel();
          happened(missed.appId(), new WebhookEvent.CacheMiss(channel.text()), missed.at());
        }
      }
    }
  }

  private void tell(Decision decision, Moment at) {
    String appId = decision.appId();
    switch (decision) {
      case Decision.Occupied it -> began(appId, new Told.ToldChannel(it.channel().text()), at);
      case Decision.Vacated it -> {
        floods.vacated(new Subject.OfChannel(appId, it.channel()));
        ended(appId, new Told.ToldChannel(it.channel().text()), at);
      }
      case Decision.MemberAdded it ->
          began(appId, new Told.ToldMember(it.channel().text(), it.member().id().text()), at);
      case Decision.MemberRemoved it ->
          ended(appId, new Told.ToldMember(it.channel().text(), it.user().text()), at);
      case Decision.Counted it ->
          floods.counted(it, at, (event, then) -> happened(appId, event, then));
      case Decision.Online it -> began(appId, new Told.ToldUser(it.user().text()), at);
      case Decision.Offline it -> ended(appId, new Told.ToldUser(it.user().text()), at);
      case Decision.SessionStarted it -> began(appId, Told.ToldSession.of(it.session()), at);
      case Decision.SessionEnded it ->
          ended(appId, Told.ToldSession.of(it.session(), it.code()), at);
      case Decision.Watched it -> {}
      case Decision.Unwatched it -> {}
    }
  }

  // Whatever it holds, it must not be the end of the thread; who waits for it hears of it.
  private void tell(Handed.Elsewhere elsewhere) {
    String appId = elsewhere.appId();
    Promise promise = elsewhere.promise();
    if (endpoints.mayBeMissing(appId)) {
      promise.fail(
          new NotAccepted(
              Obstacle.UNREACHABLE,
              "Not all apps are known to this node, and so not the endpoints of this event."));
      return;
    }
    try {
      Moment at = new Moment(elsewhere.at().nanos(), elsewhere.hook().atMs());
      RaisedEvents.of(elsewhere.hook())
          .ifPresent(
              event ->
                  endpoints.of(appId).stream()
                      .filter(raising -> raising.isMeant(elsewhere.hook()))
                      .forEach(raising -> raising.raised(event, at, promise)));
    } catch (RuntimeException e) {
      LOG.error("An event that was raised elsewhere is left out through a fault of the server.", e);
    }
    promise.told();
  }

  private void began(String appId, Told told, Moment at) {
    each(appId, told, (raising, one) -> raising.began(one, at));
  }

  private void ended(String appId, Told told, Moment at) {
    each(appId, told, (raising, one) -> raising.ended(one, at));
  }

  private void happened(String appId, WebhookEvent.OfChannel event, Moment at) {
    each(appId, event, (raising, one) -> raising.happened(one, at));
  }

  private <T> void each(String appId, T what, BiConsumer<Raising, T> tell) {
    endpoints.of(appId).forEach(raising -> tell.accept(raising, what));
  }

  // To read an event costs more than to look at the filters of all endpoints.
  private boolean isWanted(Handed.Said said) {
    String channel = said.publication().channel().text();
    return endpoints.of(said.appId()).stream()
        .anyMatch(raising -> raising.wants(Type.CLIENT_EVENT, channel));
  }

  // What a stranger has written must not be the end of the thread, whatever it holds.
  private void tell(Handed.Said said) {
    if (!isWanted(said)) {
      return;
    }
    try {
      happened(said.appId(), ClientEvents.of(said.publication()), said.at());
    } catch (RuntimeException e) {
      LOG.error("A client event could not be told through a fault of the server.", e);
    }
  }
}
