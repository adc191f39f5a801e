package io.belfry.server.socket;

import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.server.app.App;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.Tokenless.NeedsToken;

/**
 * Asks a hook who somebody is that has no token.
 *
 * <p>Thread: immutable; runs on the event loop of the connection.
 *
 * @see "rules WS-131, WS-132"
 */
final class SigninWithoutTokenHandler {
  private final HookCalls hooks;
  private final SigninHandler signins;

  SigninWithoutTokenHandler(HookCalls hooks, SigninHandler signins) {
    this.hooks = hooks;
    this.signins = signins;
  }

  void handle(Peer peer, App app) {
    if (!SigninHandler.isServed(peer, app)) {
      return;
    }
    Arrival arrival = peer.arrival();
    if (hooks.areNone() || arrival == null) {
      SigninHandler.unreadable(peer, app, ClientMessageReader.tokenMissing());
      return;
    }
    NeedsToken needed = Tokenless.refusal(app, arrival);
    if (needed == null) {
      ask(peer, app, arrival);
    } else {
      SigninHandler.refuse(peer, app, needed.reason(), needed.hint());
    }
  }

  private void ask(Peer peer, App app, Arrival arrival) {
    WithoutToken facts =
        new WithoutToken(app.id(), peer.socketId(), peer.identity().user(), arrival);
    peer.await(
        hooks,
        hooks.user(facts, peer.loop()),
        answer -> {
          switch (answer) {
            case Identification.KnownUser known -> signins.byHook(peer, app, known.userData());
            case Identification.DescribedUser described ->
                signins.byHook(peer, app, described.userData());
            case Identification.UnknownUser nobody ->
                SigninHandler.unreadable(peer, app, ClientMessageReader.tokenMissing());
            case Identification.RefusedUser refused ->
                SigninHandler.refuse(peer, app, Reason.HOOK_REFUSED, refused.words());
          }
        });
  }
}
