package io.belfry.cli.explain;

import io.belfry.cli.explain.Explanation.Verdict;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.Shortened;
import io.belfry.server.app.App;
import io.belfry.server.jwt.JwtJudge;
import io.belfry.server.jwt.JwtUser;
import io.belfry.server.jwt.JwtVerdict;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.refusal.SigninJudge.Objection;
import io.belfry.server.refusal.TokenJudge;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Finds out what is wrong with a JWT that somebody wants to sign in with, by the server's own
 * judgement. Nothing that it says holds the token, or what it says of its user beside the id.
 *
 * <p>Thread: confined to its caller, whom it lets wait for keys.
 *
 * @see "rules CON-061, USR-050 to USR-053"
 */
final class JwtExplainer {
  private static final String SIGN_IN = "sign-in";

  private final JwtJudge.KnownKeys keys;
  private final InstantSource clock;

  JwtExplainer(JwtJudge.KnownKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  Explanation explain(App app, String token) {
    return new Explanation(SIGN_IN, verdict(app, token), "", Optional.empty());
  }

  private Verdict verdict(App app, String token) {
    Optional<Objection> against = SigninJudge.ofJwt(app, token);
    if (against.isPresent()) {
      return refused(against.get().reason().word(), "");
    }
    return switch (JwtJudge.judge(app, token, keys, clock.instant().getEpochSecond())) {
      case JwtVerdict.TokenRefused refused -> refused(refused.reason().word(), refused.words());
      case JwtVerdict.TokenAccepted accepted -> ofUser(app, accepted.user());
    };
  }

  private Verdict ofUser(App app, JwtUser user) {
    String id;
    Optional<Objection> against = SigninJudge.ofText(app, user.userData());
    try {
      id = SigninJudge.read(app, user.userData()).id().text();
    } catch (ProtocolException e) {
      return refused(SigninJudge.of(user.userData(), e).reason().word(), "");
    }
    Instant now = clock.instant();
    Instant end = Instant.ofEpochSecond(user.expiresAtSeconds());
    if (against.isEmpty()) {
      SessionTerms terms = new SessionTerms(user.expiresAtSeconds(), user.session(), null, null);
      against = SigninJudge.ofTerms(app, terms, now.toEpochMilli());
    }
    String times =
        "Its exp is " + end + ", and here it is " + now.truncatedTo(ChronoUnit.SECONDS) + ".";
    return against
        .map(objection -> refused(objection.reason().word(), times))
        .orElseGet(
            () ->
                new Verdict(
                    "",
                    "",
                    "The server takes it, as the token of "
                        + user.issuer()
                        + " for the user "
                        + Shortened.of(id)
                        + ". "
                        + times
                        + " Whether it is revoked, or the user blocked, the running server knows.",
                    ""));
  }

  private static Verdict refused(String word, String words) {
    String remedy = TokenJudge.ofWord(word).map(TokenJudge.Judgement::sentence).orElse("");
    return new Verdict(word, "", words, remedy);
  }
}
