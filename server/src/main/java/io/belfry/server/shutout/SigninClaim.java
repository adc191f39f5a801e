package io.belfry.server.shutout;

import io.belfry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in says of itself, as far as somebody may be shut out for it. Its signature is right.
 *
 * <p>Thread: immutable.
 */
public interface SigninClaim {
  /** Who signs in. */
  UserId user();

  /** The login session that it names; null for none. */
  @Nullable String login();

  /** The token of an issuer; null where the app has signed, for this connection alone. */
  @Nullable IssuedToken token();
}
