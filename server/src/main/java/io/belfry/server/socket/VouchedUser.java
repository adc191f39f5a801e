package io.belfry.server.socket;

import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.shutout.IssuedToken;
import io.belfry.server.shutout.SigninClaim;
import org.jspecify.annotations.Nullable;

/**
 * A user whom somebody has vouched for: the app by its signature, or a hook by its word.
 *
 * <p>Thread: immutable.
 *
 * @param data what is said of the user
 * @param text the same as text, which the client is told
 * @param means by whose word it is known
 * @param token of an issuer, which may be revoked; null where there is none
 */
record VouchedUser(UserData data, String text, Means means, @Nullable IssuedToken token)
    implements SigninClaim {
  /** One without a token of an issuer. */
  VouchedUser(UserData data, String text, Means means) {
    this(data, text, means, null);
  }

  @Override
  public UserId user() {
    return data.id();
  }

  @Override
  public @Nullable String login() {
    return data.terms().session();
  }
}
