package io.belfry.server.socket;

import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.refusal.Reason;
import java.util.Optional;

/**
 * Asks a hook who somebody is that has no token. A browser sends a site's cookies with whatever
 * page opens the socket, so a page has to be of the server's own host or of an origin that the app
 * names; over the fallback transports, where a script element tells no origin at all, nobody is
 * signed in without a token.
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
    } else if (arrival.transport() != ClientTransport.WEBSOCKET) {
      SigninHandler.refuse(
          peer, app, Reason.AUTH_MISSING, "Over a fallback transport a sign-in needs a token");
    } else if (!isTrusted(app, arrival)) {
      SigninHandler.refuse(
          peer,
          app,
          Reason.ORIGIN_NOT_ALLOWED,
          "Pages of this origin need a token to sign in: allowed_origins does not name it");
    } else {
      ask(peer, app, arrival);
    }
  }

  /** Whether it is no page, or one whose visitors may be signed in by what their browser sends. */
  static boolean isTrusted(App app, Arrival arrival) {
    String origin = arrival.origin();
    if (origin == null || arrival.isSameHost()) {
      return true;
    }
    Optional<OriginPattern> page = OriginPattern.ofField(origin);
    return app.settings().of(AppSettings.ALLOWED_ORIGINS).stream()
        .anyMatch(named -> isOfSomebody(named) && named.matches(page));
  }

  // All pages, and those that hide where they are from, are nobody's in particular.
  private static boolean isOfSomebody(OriginPattern named) {
    return !named.equals(OriginPattern.ANY) && !named.equals(OriginPattern.NONE);
  }

  private void ask(Peer peer, App app, Arrival arrival) {
    WithoutToken facts =
        new WithoutToken(app.id(), peer.socketId(), peer.identity().user(), arrival);
    peer.await(
        hooks,
        hooks.user(facts, peer.loop()),
        answer -> {
          switch (answer) {
            case Identification.KnownUser known -> signins.byHook(peer, app, known);
            case Identification.UnknownUser nobody ->
                SigninHandler.unreadable(peer, app, ClientMessageReader.tokenMissing());
            case Identification.RefusedUser refused ->
                SigninHandler.refuse(peer, app, Reason.HOOK_REFUSED, refused.words());
          }
        });
  }
}
