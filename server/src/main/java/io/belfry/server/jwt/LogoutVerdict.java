package io.belfry.server.jwt;

import org.jspecify.annotations.Nullable;

/**
 * What was found of a logout token (OpenID Connect Back-Channel Logout 1.0).
 *
 * <p>Thread: immutable.
 *
 * @see "rule USR-058"
 */
public sealed interface LogoutVerdict {
  /**
   * It is right, and was not given before. A session is there, or a user, or both.
   *
   * @param issuer who made it, as it is configured
   * @param jti id of the token
   * @param issuedAtSeconds its {@code iat}, in Unix seconds
   * @param session the login session that is over, as sign-ins with tokens of this issuer name it;
   *     null when the token names none
   * @param userId whose sessions are over when no session is named; null when the token names
   *     nobody
   */
  record LoggedOut(
      String issuer,
      String jti,
      long issuedAtSeconds,
      @Nullable String session,
      @Nullable String userId)
      implements LogoutVerdict {}

  /**
   * It is not taken.
   *
   * @param word one for logs: as of {@code Reason}, or {@code token_replayed}
   * @param words what was found and what was expected, for the operator; nothing of the token but
   *     its times
   * @param isTemporary whether the keys cannot be had, so that the same token may be taken later
   */
  record LogoutRefused(String word, String words, boolean isTemporary) implements LogoutVerdict {}
}
