package io.belfry.server.shutout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What a session keeps of the token it was signed in with: of a {@code jti}, which may be as long
 * as a token, 128 bits of its SHA-256.
 *
 * <p>Thread: immutable.
 *
 * @param high of the {@code jti}; both are zero where there is none
 * @param low of the {@code jti}
 * @param issuedAtMillis in Unix milliseconds
 * @see "rule USR-080"
 */
public record TokenMark(long high, long low, long issuedAtMillis) {
  private static final TokenMark NAMELESS = new TokenMark(0, 0, 0);

  /** That of a token; null for none. */
  public static @Nullable TokenMark of(@Nullable IssuedToken token) {
    return token == null ? null : of(token.jti(), token.issuedAtMillis());
  }

  private static TokenMark of(@Nullable String jti, long issuedAtMillis) {
    TokenMark name = jti == null ? NAMELESS : named(jti);
    return new TokenMark(name.high, name.low, issuedAtMillis);
  }

  /** One to compare others with that may have this {@code jti}. */
  static TokenMark named(String jti) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(jti.getBytes(StandardCharsets.UTF_8)));
      return new TokenMark(digest.getLong(), digest.getLong(), 0);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each JDK has SHA-256.", e);
    }
  }

  /** Whether it is of the same {@code jti}. */
  boolean isNamedLike(TokenMark other) {
    return high == other.high && low == other.low;
  }
}
