package io.belfry.server.shutout;

import io.belfry.server.store.Shutout.Revoked;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions end for a revocation.
 *
 * <p>Thread: immutable.
 *
 * @see "rule USR-045"
 */
public sealed interface RevokedSessions {
  /**
   * Whether a session is one of them.
   *
   * @param login the login session that it names; null for none
   * @param token what is kept of its token; null where the app has signed
   * @param age how long ago it was signed in
   */
  boolean matches(@Nullable String login, @Nullable TokenMark token, Duration age);

  /** Those of a revocation, at that time in Unix milliseconds. */
  static RevokedSessions of(Revoked revoked, long nowMillis) {
    return switch (revoked) {
      case Revoked.LoginSession login -> new SameLogin(login.name());
      case Revoked.Token token -> new SameToken(TokenMark.named(token.jti()));
      case Revoked.IssuedBefore before ->
          new FromBefore(
              before.millis(), Duration.ofMillis(Math.max(0, nowMillis - before.millis())));
    };
  }

  /** Those of one login session. */
  record SameLogin(String name) implements RevokedSessions {
    @Override
    public boolean matches(@Nullable String login, @Nullable TokenMark token, Duration age) {
      return Objects.equals(name, login);
    }
  }

  /** Those of one token. */
  record SameToken(TokenMark mark) implements RevokedSessions {
    @Override
    public boolean matches(@Nullable String login, @Nullable TokenMark token, Duration age) {
      return token != null && token.isNamedLike(mark);
    }
  }

  /**
   * Those whose token is from before then; where the app has signed, whose sign-in is.
   *
   * @param millis in Unix milliseconds
   * @param least how long ago that is
   */
  record FromBefore(long millis, Duration least) implements RevokedSessions {
    @Override
    public boolean matches(@Nullable String login, @Nullable TokenMark token, Duration age) {
      return token == null ? age.compareTo(least) >= 0 : token.issuedAtMillis() < millis;
    }
  }
}
