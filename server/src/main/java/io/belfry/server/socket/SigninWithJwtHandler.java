package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.SigninWithJwt;
import io.belfry.server.app.App;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.jwt.JwtUser;
import io.belfry.server.jwt.JwtVerdict;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.shutout.IssuedToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Signs a user in whom an identity provider has signed. The token is verified elsewhere, while
 * later messages of the connection wait; the client is told what the claims say, and of a refusal
 * no more than its kind. Nothing keeps the token or shows it.
 *
 * <p>Thread: immutable; runs on the event loop of the connection.
 *
 * @see "rules USR-050, USR-051, USR-057"
 */
final class SigninWithJwtHandler {
  private final JwtVerifier verifier;
  private final SigninCompletion completion;

  SigninWithJwtHandler(JwtVerifier verifier, SigninCompletion completion) {
    this.verifier = verifier;
    this.completion = completion;
  }

  void handle(Peer peer, App app, SigninWithJwt signin) {
    Optional<SigninJudge.Objection> against = SigninJudge.ofJwt(app, signin.token());
    if (against.isPresent()) {
      SigninRefusal.of(against.get()).by(Means.jwt(null)).answer(peer, app);
      return;
    }
    peer.await(
        here(peer, verifier.verify(app, signin.token())),
        verdict -> {
          switch (verdict) {
            case JwtVerdict.TokenAccepted accepted -> signIn(peer, app, accepted.user());
            case JwtVerdict.TokenRefused refused -> refuse(peer, app, refused);
          }
        },
        () -> {});
  }

  // A token that was verified before is answered at once, any other on a thread of the verifier.
  private static CompletionStage<JwtVerdict> here(Peer peer, CompletionStage<JwtVerdict> verdict) {
    CompletableFuture<JwtVerdict> found = verdict.toCompletableFuture();
    return found.isDone() ? found : found.thenApplyAsync(Function.identity(), peer.loop());
  }

  private void signIn(Peer peer, App app, JwtUser token) {
    Means means = Means.jwt(token.issuer());
    Optional<SigninJudge.Objection> tooLarge = SigninJudge.ofText(app, token.userData());
    if (tooLarge.isPresent()) {
      SigninRefusal.of(tooLarge.get()).by(means).answer(peer, app);
      return;
    }
    UserData said = completion.read(peer, app, token.userData(), means);
    if (said != null) {
      List<UserId> watchlist = token.watchlist();
      UserData data =
          new UserData(
              said.id(),
              said.userInfo(),
              watchlist == null ? List.of() : watchlist,
              new SessionTerms(token.expiresAtSeconds(), token.session(), null, token.ignored()));
      long issuedAtMillis = Duration.ofSeconds(token.issuedAtSeconds()).toMillis();
      IssuedToken issued = new IssuedToken(token.jti(), issuedAtMillis);
      completion.signIn(peer, app, new VouchedUser(data, token.userData(), means, issued));
    }
  }

  private static void refuse(Peer peer, App app, JwtVerdict.TokenRefused refused) {
    SigninRefusal refusal =
        new SigninRefusal(refused.reason(), SigninJudge.hintOf(refused.reason()))
            .by(Means.jwt(null))
            .about(refused.words());
    if (refused.reason() == Reason.KEYS_UNAVAILABLE) {
      // A client stays away after an error of a sign-in, and this one cures itself (rule USR-057).
      refusal.note(peer, app);
      peer.close(CloseReason.KEYS_UNAVAILABLE);
    } else {
      refusal.answer(peer, app);
    }
  }
}
