package io.belfry.server.jwt;

import io.belfry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a JWT that was verified says of its user.
 *
 * <p>Thread: immutable.
 *
 * @param userData the text that {@code signin_success} has: {@code {"id":…,"user_info":{…}}} as
 *     built from the claims; without {@code user_info} where there is none of these claims. The
 *     length of the id is not judged here
 * @param watchlist users whom this one follows, distinct, in the order given; null where the issuer
 *     has no {@code watchlist_claim}, or the token has not that claim
 * @param session the login session, 1 to 128 code points; null for none
 * @param ignored the claim that would name the login session and is of another form, which counts
 *     as absent; null when it is right or missing
 * @param expiresAtSeconds {@code exp}, in Unix seconds; may be up to 30 s ago, which is allowed to
 *     clocks that differ
 * @param issuedAtSeconds {@code iat}, in Unix seconds
 * @param jti id of the token; null for none
 * @param issuer who made it, as it is configured
 * @see "rules USR-001, USR-051, USR-052"
 */
public record JwtUser(
    String userData,
    @Nullable List<UserId> watchlist,
    @Nullable String session,
    @Nullable String ignored,
    long expiresAtSeconds,
    long issuedAtSeconds,
    @Nullable String jti,
    String issuer) {
  /** Takes a copy of the watchlist. */
  public JwtUser {
    watchlist = watchlist == null ? null : List.copyOf(watchlist);
  }

  /** Without what is said of the user. */
  @Override
  public String toString() {
    return "JWT of " + issuer;
  }
}
