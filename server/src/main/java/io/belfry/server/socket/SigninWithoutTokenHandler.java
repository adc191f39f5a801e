package io.belfry.server.socket;

import io.belfry.protocol.UserData;
import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.server.app.App;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.SigninJudge;
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
  private final SigninCompletion completion;

  SigninWithoutTokenHandler(HookCalls hooks, SigninCompletion completion) {
    this.hooks = hooks;
    this.completion = completion;
  }

  void handle(Peer peer, App app) {
    if (!SigninCompletion.isTaken(peer, app, SigninJudge.ofApp(app))) {
      return;
    }
    Arrival arrival = peer.arrival();
    if (hooks.areNone() || arrival == null) {
      SigninRefusal.of(ClientMessageReader.tokenMissing()).answer(peer, app);
      return;
    }
    NeedsToken needed = Tokenless.refusal(app, arrival);
    if (needed == null) {
      ask(peer, app, arrival);
    } else {
      new SigninRefusal(needed.reason(), needed.hint()).answer(peer, app);
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
            case Identification.KnownUser known -> byHook(peer, app, known.userData());
            case Identification.DescribedUser described -> byHook(peer, app, described.userData());
            case Identification.UnknownUser nobody ->
                SigninRefusal.of(ClientMessageReader.tokenMissing()).answer(peer, app);
            case Identification.RefusedUser refused ->
                new SigninRefusal(Reason.HOOK_REFUSED, refused.words()).answer(peer, app);
          }
        });
  }

  // What is said of that user has to keep all limits of signed data.
  private void byHook(Peer peer, App app, String userData) {
    if (!SigninCompletion.isTaken(peer, app, SigninJudge.ofText(app, userData))) {
      return;
    }
    UserData data = completion.read(peer, app, userData, Means.hook());
    if (data != null) {
      completion.byHook(peer, app, new VouchedUser(data, userData, Means.hook()));
    }
  }
}
