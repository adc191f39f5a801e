package io.belfry.server.jwt;

import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.JwtSettings.Algorithm;
import io.belfry.server.app.Limit;
import io.belfry.server.refusal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges tokens: for the server, and for {@code belfry explain}, so that both say the same. First
 * who has signed it, then what it says, since nothing is believed before.
 *
 * <p>Thread: stateless.
 *
 * @see "rules USR-050 to USR-053"
 */
public final class JwtJudge {
  /** How much clocks may differ. */
  public static final Duration SKEW = Duration.ofSeconds(30);

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private JwtJudge() {}

  /** Gives the keys of an issuer. */
  @FunctionalInterface
  public interface KnownKeys {
    /**
     * Its keys.
     *
     * @throws KeySet.UnusableKeySet if they cannot be had
     */
    KeySet of(JwtIssuer issuer) throws KeySet.UnusableKeySet;
  }

  /**
   * Judges a token with which somebody signs in.
   *
   * @param nowSeconds now, in Unix seconds
   */
  public static JwtVerdict judge(App app, String token, KnownKeys keys, long nowSeconds) {
    try {
      Jws read = read(app, token);
      JwtIssuer issuer = issuer(app, read, JwtIssuer::audience);
      Algorithm algorithm = algorithm(issuer, read);
      List<IssuerKey> fitting = keys.of(issuer).fitting(read, algorithm);
      if (fitting.isEmpty()) {
        throw keyUnknown(read, algorithm);
      }
      signedBy(fitting, read, algorithm);
      return new JwtVerdict.TokenAccepted(user(issuer, read, nowSeconds));
    } catch (KeySet.UnusableKeySet e) {
      return new JwtVerdict.TokenRefused(
          Reason.KEYS_UNAVAILABLE, "The key set " + e.getMessage() + ".");
    } catch (JwtObjection e) {
      return e.refused();
    }
  }

  /** Reads a token of an app that has issuers. */
  static Jws read(App app, String token) throws JwtObjection {
    if (app.issuers().isEmpty()) {
      throw new JwtObjection(
          Reason.TOKEN_NOT_ENABLED, "The app has no issuer in user_authentication.jwt.");
    }
    return Jws.parse(token, app.limits().of(Limit.MAX_TOKEN_BYTES));
  }

  /**
   * The issuer by which a token is judged: the one that it names, and of those its audience's.
   *
   * @param audience whom such tokens of an issuer are for
   */
  static JwtIssuer issuer(App app, Jws token, Function<JwtIssuer, String> audience)
      throws JwtObjection {
    String named = token.claims().text("iss");
    List<JwtIssuer> known =
        app.issuers().stream().filter(one -> one.issuer().equals(named)).toList();
    if (known.isEmpty()) {
      throw new JwtObjection(
          Reason.TOKEN_ISSUER,
          (named == null ? "It has no iss, or none that is a text." : "Its iss is another.")
              + " Expected "
              + app.issuers().stream()
                  .map(JwtIssuer::issuer)
                  .distinct()
                  .collect(Collectors.joining(" or "))
              + ".");
    }
    List<String> audiences = token.claims().texts("aud");
    return known.stream()
        .filter(one -> audiences.contains(audience.apply(one)))
        .findFirst()
        .orElse(known.get(0));
  }

  /** Its algorithm, if the issuer may use it. */
  static Algorithm algorithm(JwtIssuer issuer, Jws token) throws JwtObjection {
    List<Algorithm> listed = issuer.settings().of(JwtSettings.ALGORITHMS);
    Optional<Algorithm> known =
        Arrays.stream(Algorithm.values())
            .filter(one -> one.word().equals(token.algorithm()))
            .findFirst();
    return known
        .filter(listed::contains)
        .orElseThrow(
            () ->
                new JwtObjection(
                    Reason.TOKEN_ALGORITHM,
                    known
                            .map(one -> "It is signed by " + one.word() + ".")
                            .orElse("It is signed by an algorithm that is never taken.")
                        + " The issuer's algorithms are "
                        + listed.stream().map(Algorithm::word).collect(Collectors.joining(", "))
                        + "."));
  }

  /** None of the issuer's keys fits. */
  static JwtObjection keyUnknown(Jws token, Algorithm algorithm) {
    return new JwtObjection(
        Reason.TOKEN_KEY_UNKNOWN,
        (token.keyId() == null
                ? "The issuer's key set has no key for " + algorithm.word()
                : "The issuer's key set has no key of that kid for " + algorithm.word())
            + "; keys of RSA under 2048 bits do not count.");
  }

  /** The one of these keys that has signed it. */
  static IssuerKey signedBy(List<IssuerKey> fitting, Jws token, Algorithm algorithm)
      throws JwtObjection {
    return fitting.stream()
        .filter(key -> key.hasSigned(token, algorithm))
        .findFirst()
        .orElseThrow(
            () ->
                new JwtObjection(
                    Reason.TOKEN_SIGNATURE,
                    "It is not signed by the issuer's key, or was changed since."));
  }

  /** What a token says that the issuer has signed. */
  static JwtUser user(JwtIssuer issuer, Jws token, long nowSeconds) throws JwtObjection {
    if (token.type() != null && !TYPES.contains(token.type())) {
      throw new JwtObjection(
          Reason.TOKEN_MALFORMED, "Its typ is another. Expected JWT, at+jwt or none.");
    }
    Claims claims = token.claims();
    audience(issuer.audience(), claims);
    long exp = claims.neededSeconds("exp");
    long iat = claims.neededSeconds("iat");
    times(issuer, claims, new Life(iat, exp), nowSeconds);
    String id = claims.neededText(issuer.settings().of(JwtSettings.USER_ID_CLAIM));
    if (UserId.parse(id, Integer.MAX_VALUE).isEmpty()) {
      throw new JwtObjection(
          Reason.TOKEN_CLAIM, "The claim with the user's id has control characters.");
    }
    String sessionClaim = issuer.settings().of(JwtSettings.SESSION_CLAIM);
    // Of another form it counts as absent, as in user_data (rule USR-001).
    String session = claims.text(sessionClaim);
    boolean isNamed = session != null && isSession(session);
    return new JwtUser(
        claims.userData(id, issuer.settings().of(JwtSettings.USER_INFO_CLAIMS)),
        watchlist(issuer, claims),
        isNamed ? session : null,
        !isNamed && claims.has(sessionClaim) ? sessionClaim : null,
        exp,
        iat,
        claims.textIfAny("jti"),
        issuer.issuer());
  }

  /** Whether it is for that audience. */
  static void audience(String expected, Claims claims) throws JwtObjection {
    if (!claims.texts("aud").contains(expected)) {
      throw new JwtObjection(
          Reason.TOKEN_AUDIENCE,
          (claims.has("aud") ? "Its aud has others." : "It has no aud.")
              + " Expected "
              + expected
              + ".");
    }
  }

  /** From when until when a token holds, in Unix seconds. */
  record Life(long issuedAt, long expiresAt) {}

  private static void times(JwtIssuer issuer, Claims claims, Life life, long nowSeconds)
      throws JwtObjection {
    long skew = SKEW.toSeconds();
    if (nowSeconds >= life.expiresAt + skew) {
      throw new JwtObjection(
          Reason.TOKEN_EXPIRED, "Its exp is " + compared(life.expiresAt, nowSeconds));
    }
    notAhead("iat", life.issuedAt, nowSeconds);
    if (claims.has("nbf")) {
      notAhead("nbf", claims.neededSeconds("nbf"), nowSeconds);
    }
    if (life.expiresAt <= life.issuedAt) {
      throw new JwtObjection(
          Reason.TOKEN_CLAIM,
          "Its exp, "
              + shown(life.expiresAt)
              + ", is not behind its iat, "
              + shown(life.issuedAt)
              + ".");
    }
    long most = issuer.settings().of(JwtSettings.MAX_TOKEN).toSeconds();
    if (life.expiresAt - life.issuedAt > most) {
      throw new JwtObjection(
          Reason.TOKEN_TOO_LONG_LIVED,
          "It holds for "
              + (life.expiresAt - life.issuedAt)
              + " s, from iat to exp, and max_token_seconds is "
              + most
              + ".");
    }
  }

  /** Whether a time has come, but for what clocks may differ. */
  static void notAhead(String name, long seconds, long nowSeconds) throws JwtObjection {
    if (seconds > nowSeconds + SKEW.toSeconds()) {
      throw new JwtObjection(
          Reason.TOKEN_NOT_YET, "Its " + name + " is " + compared(seconds, nowSeconds));
    }
  }

  /** A time beside that of this server, as the end of a sentence. */
  static String compared(long seconds, long nowSeconds) {
    long apart = Math.abs(seconds - nowSeconds);
    return shown(seconds)
        + ", "
        + apart
        + (seconds > nowSeconds ? " s ahead of " : " s before ")
        + shown(nowSeconds)
        + " on this server's clock.";
  }

  private static String shown(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }

  private static @Nullable List<UserId> watchlist(JwtIssuer issuer, Claims claims) {
    return issuer
        .settings()
        .of(JwtSettings.WATCHLIST_CLAIM)
        .filter(claims::has)
        .map(
            name ->
                claims.texts(name).stream()
                    .map(id -> UserId.parse(id, Integer.MAX_VALUE))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList())
        .orElse(null);
  }

  /** Whether a session can be of a login of that name. */
  static boolean isSession(String text) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= SessionTerms.MAX_SESSION_LENGTH;
  }
}
