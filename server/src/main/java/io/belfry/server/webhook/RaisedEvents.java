package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.RaisedHook;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes of what was raised elsewhere what an application is told.
 *
 * <p>Thread: stateless.
 */
final class RaisedEvents {
  private RaisedEvents() {}

  /** The event; empty for what no application is told. */
  static Optional<Raised> of(RaisedHook hook) {
    return switch (hook.what()) {
      case RaisedHook.OfDecision decided -> of(decided.decision(), hook.atMs());
      case RaisedHook.OfClientEvent said -> Optional.of(ClientEvents.of(said.publication()));
      case RaisedHook.OfCacheMiss missed ->
          Optional.of(new WebhookEvent.CacheMiss(missed.channel().channel().text()));
    };
  }

  private static Optional<Raised> of(Decision decision, long atMs) {
    return switch (decision) {
      case Decision.Occupied it -> begun(new Told.ToldChannel(it.channel().text()), atMs);
      case Decision.Vacated it -> ended(new Told.ToldChannel(it.channel().text()), atMs);
      case Decision.MemberAdded it ->
          begun(new Told.ToldMember(it.channel().text(), it.member().id().text()), atMs);
      case Decision.MemberRemoved it ->
          ended(new Told.ToldMember(it.channel().text(), it.user().text()), atMs);
      case Decision.Counted it ->
          Optional.of(new WebhookEvent.SubscriptionCount(it.channel().text(), it.subscriptions()));
      case Decision.Online it -> begun(new Told.ToldUser(it.user().text()), atMs);
      case Decision.Offline it -> ended(new Told.ToldUser(it.user().text()), atMs);
      case Decision.SessionStarted it -> begun(Told.ToldSession.of(it.session()), atMs);
      case Decision.SessionEnded it -> ended(Told.ToldSession.of(it.session(), it.code()), atMs);
      case Decision.Watched it -> Optional.empty();
      case Decision.Unwatched it -> Optional.empty();
    };
  }

  private static Optional<Raised> begun(Told told, long atMs) {
    return Optional.of(told.begun(atMs));
  }

  // How long somebody was there is known to nobody: the beginning may have been told by another.
  private static Optional<Raised> ended(Told told, long atMs) {
    return Optional.of(told.ended(atMs, OptionalLong.empty()));
  }
}
