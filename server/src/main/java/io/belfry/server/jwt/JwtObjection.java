package io.belfry.server.jwt;

import io.belfry.server.refusal.Reason;
import java.io.Serial;

/**
 * Why a token is not taken, on its way to a verdict. Has no stack, since strangers cause it.
 *
 * <p>Thread: immutable.
 */
final class JwtObjection extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String words;

  /**
   * An objection.
   *
   * @param words what was found and what was expected; nothing of the token but its times
   */
  JwtObjection(Reason reason, String words) {
    super(words, null, false, false);
    this.reason = reason;
    this.words = words;
  }

  /** What is said when the server is closing. */
  static JwtObjection closing() {
    return new JwtObjection(Reason.KEYS_UNAVAILABLE, "The server is closing.");
  }

  /** What is said when it could not be judged. */
  static JwtObjection fault() {
    return new JwtObjection(
        Reason.TOKEN_MALFORMED,
        "It could not be judged through a fault of the server, whose log has more.");
  }

  /** As it is said of a sign-in. */
  JwtVerdict.TokenRefused refused() {
    return new JwtVerdict.TokenRefused(reason, words);
  }

  /** As it is said of a logout. */
  LogoutVerdict.LogoutRefused logoutRefused() {
    return new LogoutVerdict.LogoutRefused(reason.word(), words, reason == Reason.KEYS_UNAVAILABLE);
  }
}
