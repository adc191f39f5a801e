package io.belfry.server.jwt;

import io.belfry.server.refusal.Reason;

/**
 * What was found of a JWT with which somebody signs in.
 *
 * <p>Thread: immutable.
 *
 * @see "rules USR-050 to USR-057"
 */
public sealed interface JwtVerdict {
  /** It is right, and says this. */
  record TokenAccepted(JwtUser user) implements JwtVerdict {}

  /**
   * It is not taken.
   *
   * @param reason the word of it; with {@link Reason#KEYS_UNAVAILABLE} another attempt may help
   * @param words what was found and what was expected, for the operator; nothing of the token but
   *     its times
   */
  record TokenRefused(Reason reason, String words) implements JwtVerdict {}
}
