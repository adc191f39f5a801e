package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.message.ClientMessage.Subscribe;
import io.belfry.server.app.App;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.SubscriptionRefusal.Type;
import io.belfry.server.socket.Tokenless.NeedsToken;
import java.util.Objects;

/**
 * Asks a hook whether somebody may subscribe who has no token.
 *
 * <p>Thread: immutable; runs on the event loop of the peer.
 *
 * @see "rule WS-135"
 */
final class SubscribeWithoutToken {
  private static final SubscriptionRefusal MISSING =
      new SubscriptionRefusal(
          Type.AUTH_ERROR, Reason.AUTH_MISSING, "Auth value for subscription is missing");

  private final HookCalls hooks;

  SubscribeWithoutToken(HookCalls hooks) {
    this.hooks = hooks;
  }

  void handle(Peer peer, App app, ChannelName channel) {
    Arrival arrival = Objects.requireNonNull(peer.arrival());
    NeedsToken needed = Tokenless.refusal(app, arrival);
    if (needed != null) {
      new SubscriptionRefusal(Type.AUTH_ERROR, needed.reason(), needed.hint())
          .tell(peer, app, channel.text());
      return;
    }
    Authorizing facts =
        new Authorizing(app.id(), peer.socketId(), channel, peer.identity().user(), arrival);
    peer.await(
        hooks,
        hooks.authorizing(facts, peer.loop()),
        answer -> {
          switch (answer) {
            case Authorization.Authorized authorized -> enter(peer, app, channel);
            case Authorization.TokenNeeded tokenNeeded -> MISSING.tell(peer, app, channel.text());
            case Authorization.NotAuthorized refused ->
                new SubscriptionRefusal(Type.REFUSED, Reason.HOOK_REFUSED, refused.words())
                    .tell(peer, app, channel.text());
          }
        });
  }

  private static void enter(Peer peer, App app, ChannelName channel) {
    if (!channel.kind().has(Trait.ROSTER)) {
      SubscribeHandler.enter(peer, app, channel, null);
      return;
    }
    // What a client says of itself was signed by nobody: it joins as who is signed in.
    Subscribe asSignedIn = new Subscribe(channel.text(), null, null);
    switch (Membership.of(app.limits(), peer.identity(), asSignedIn)) {
      case Membership.MayJoin granted ->
          SubscribeHandler.enter(peer, app, channel, granted.member());
      case Membership.MayNotJoin refused -> refused.refusal().tell(peer, app, channel.text());
    }
  }
}
