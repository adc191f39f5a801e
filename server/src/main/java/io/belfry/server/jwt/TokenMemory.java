package io.belfry.server.jwt;

import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, by the SHA-256 of their text, so that whoever comes back costs a hash.
 * Only those that were accepted are kept, until they expire, are the least used of too many, or the
 * key that signed them is taken out of its set.
 *
 * <p>Thread: thread-safe; event loops ask.
 *
 * @see "rule USR-055"
 */
final class TokenMemory {
  /** So many tokens are kept. */
  static final int MOST = 10_000;

  // Beside the number, since what a token says of its user may be as long as a token.
  private static final long MOST_CHARACTERS = 8L << 20;
  // An id of one letter is three objects all the same.
  private static final long BESIDE_AN_ID = 64;

  private final Map<String, KnownToken> tokens = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  /**
   * A token that was accepted.
   *
   * @param issuer by whose settings
   * @param place where the key is from that has signed it
   * @param fingerprint of that key
   */
  record KnownToken(JwtUser user, JwtIssuer issuer, KeyPlace place, String fingerprint) {
    private boolean isOf(App app) {
      return app.issuers().contains(issuer);
    }

    private boolean isOver(long nowSeconds) {
      return nowSeconds >= user.expiresAtSeconds() + JwtJudge.SKEW.toSeconds();
    }
  }

  /** What a token of an app is known by; of any length and any characters. */
  static String key(App app, String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return app.id() + ':' + new String(hash, StandardCharsets.ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }

  /** The token, if the app would still accept it now. */
  synchronized Optional<KnownToken> find(String key, App app, long nowSeconds) {
    KnownToken found = tokens.get(key);
    if (found == null) {
      return Optional.empty();
    }
    if (found.isOver(nowSeconds) || !found.isOf(app)) {
      tokens.remove(key);
      characters -= weight(found);
      return Optional.empty();
    }
    return Optional.of(found);
  }

  /** Keeps one that was accepted. */
  synchronized void put(String key, KnownToken accepted) {
    KnownToken before = tokens.put(key, accepted);
    characters += weight(accepted) - (before == null ? 0 : weight(before));
    Iterator<KnownToken> eldest = tokens.values().iterator();
    while (tokens.size() > MOST || characters > MOST_CHARACTERS) {
      characters -= weight(eldest.next());
      eldest.remove();
    }
  }

  /** The keys of a place are those now, and what others have signed there counts no more. */
  synchronized void keysChanged(KeyPlace place, Set<String> fingerprints) {
    tokens
        .values()
        .removeIf(
            one -> {
              boolean isGone = one.place.equals(place) && !fingerprints.contains(one.fingerprint);
              characters -= isGone ? weight(one) : 0;
              return isGone;
            });
  }

  private static long weight(KnownToken one) {
    JwtUser user = one.user;
    List<UserId> watchlist = user.watchlist();
    long ofWatchlist =
        watchlist == null
            ? 0
            : watchlist.stream().mapToLong(id -> BESIDE_AN_ID + id.text().length()).sum();
    return user.userData().length() + length(user.session()) + length(user.jti()) + ofWatchlist;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
