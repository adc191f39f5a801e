package io.belfry.server.jwt;

import io.belfry.server.app.App;
import io.belfry.server.refusal.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Verifies the JWTs of the issuers that apps have.
 *
 * <p>Thread: thread-safe. Nothing here waits, so event loops may ask; a stage completes at once, or
 * later on any thread, always with a verdict and never by a failure.
 *
 * @see "rules USR-050 to USR-058"
 */
public interface JwtVerifier extends AutoCloseable {
  /** Takes no JWT of anybody. */
  JwtVerifier NONE =
      new JwtVerifier() {
        @Override
        public CompletionStage<JwtVerdict> verify(App app, String token) {
          return CompletableFuture.completedStage(
              new JwtVerdict.TokenRefused(Reason.TOKEN_NOT_ENABLED, "No issuer is known."));
        }

        @Override
        public CompletionStage<LogoutVerdict> verifyLogout(App app, String logoutToken) {
          return CompletableFuture.completedStage(
              new LogoutVerdict.LogoutRefused(
                  Reason.TOKEN_NOT_ENABLED.word(), "No issuer is known.", false));
        }
      };

  /**
   * Verifies a token with which somebody signs in.
   *
   * @param token as the client gave it; of any length and any characters
   */
  CompletionStage<JwtVerdict> verify(App app, String token);

  /**
   * Verifies a token by which an issuer tells that somebody has logged out. One that was taken is
   * not taken again.
   *
   * @param logoutToken as it came; of any length and any characters
   */
  CompletionStage<LogoutVerdict> verifyLogout(App app, String logoutToken);

  /** What such a token tells could not be carried out, so the same may be given again. */
  default void notCarriedOut(App app, LogoutVerdict.LoggedOut out) {}

  /** Apps have changed, and with them perhaps their issuers or files of keys. */
  default void appsChanged() {}

  /** Verifies no more; whoever waits is told that there are no keys. */
  @Override
  default void close() {}
}
