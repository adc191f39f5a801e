package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an issuer of JWTs can be told: each setting with its type, range, default and sentence.
 * {@link JwtIssuer#settings} has the values.
 *
 * <p>Thread: immutable.
 *
 * @see "rules USR-050 to USR-058"
 */
public final class JwtSettings {
  /** What the paths of all of them begin with. */
  static final String OF_ISSUERS = "apps[].user_authentication.jwt[].";

  private static final List<Setting<?>> ALL = new ArrayList<>();

  private JwtSettings() {}

  /** An algorithm that a JWT may be signed by; those with a shared secret are not among them. */
  public enum Algorithm {
    /** RSA with PKCS #1 padding and SHA-256. */
    RS256("RS256"),
    /** RSA with PKCS #1 padding and SHA-384. */
    RS384("RS384"),
    /** RSA with PKCS #1 padding and SHA-512. */
    RS512("RS512"),
    /** RSA with PSS padding and SHA-256. */
    PS256("PS256"),
    /** RSA with PSS padding and SHA-384. */
    PS384("PS384"),
    /** RSA with PSS padding and SHA-512. */
    PS512("PS512"),
    /** ECDSA on the curve P-256 with SHA-256. */
    ES256("ES256"),
    /** ECDSA on the curve P-384 with SHA-384. */
    ES384("ES384"),
    /** ECDSA on the curve P-521 with SHA-512. */
    ES512("ES512"),
    /** Ed25519. */
    EDDSA("EdDSA");

    private final String word;

    Algorithm(String word) {
      this.word = word;
    }

    /** As it stands in a JWT. */
    public String word() {
      return word;
    }
  }

  /** Who signs; {@link JwtIssuer#issuer} has it. */
  public static final Setting<String> ISSUER =
      of(
          "issuer",
          JwtKinds.NAME,
          "",
          "The iss of its tokens, to the last slash. Its keys are found by it where neither jwks_url nor jwks_file is set.");

  /** Whom its tokens have to be for; {@link JwtIssuer#audience} has it. */
  public static final Setting<String> AUDIENCE =
      of(
          "audience",
          JwtKinds.NAME,
          "",
          "What the aud of its tokens has to hold. Tokens that it makes for others are refused.");

  /** Where its keys are; by discovery if neither this nor a file is set. */
  public static final Setting<Optional<URI>> JWKS_URL =
      of(
          "jwks_url",
          Kind.optional(JwtKinds.URL),
          Optional.empty(),
          "Where its key set (JWKS) is: https, or http of this machine. Without it and jwks_file it is what issuer and /.well-known/openid-configuration say.");

  /** A file with its keys. */
  public static final Setting<Optional<Path>> JWKS_FILE =
      of(
          "jwks_file",
          Kind.optional(JwtKinds.FILE),
          Optional.empty(),
          "File with its key set (JWKS), where that is not to be fetched. A new one is taken within a second.");

  /** What its tokens may be signed by; RS256, ES256 and EdDSA by default. */
  public static final Setting<List<Algorithm>> ALGORITHMS =
      of(
          "algorithms",
          JwtKinds.ALGORITHMS,
          List.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA),
          "What its tokens may be signed by: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA (Ed25519).");

  /** Which claim is the id of the user; sub by default. */
  public static final Setting<String> USER_ID_CLAIM =
      of("user_id_claim", JwtKinds.CLAIM, "sub", "The claim that is the user's id, a text.");

  /** Which claims clients are told of the user; name by default. */
  public static final Setting<List<String>> USER_INFO_CLAIMS =
      of(
          "user_info_claims",
          JwtKinds.CLAIMS,
          List.of("name"),
          "Claims that become user_info, each under its own name; watchers and members see them.");

  /** Which claim is the login session; sid by default. */
  public static final Setting<String> SESSION_CLAIM =
      of(
          "session_claim",
          JwtKinds.CLAIM,
          "sid",
          "The claim that names the login session, by which several connections are ended together.");

  /** Which claim is the watchlist; none by default. */
  public static final Setting<Optional<String>> WATCHLIST_CLAIM =
      of(
          "watchlist_claim",
          Kind.optional(JwtKinds.CLAIM),
          Optional.empty(),
          "The claim with the ids of users whom this one follows, a list of texts; none without it.");

  /** Longest life of a token, from iat to exp: 1 min to 7 days, a day by default. */
  public static final Setting<Duration> MAX_TOKEN =
      of(
          "max_token_seconds",
          Kind.seconds(60, 604_800),
          Duration.ofDays(1),
          "Longest life of a token, from iat to exp. Whoever has a token is its user until then.");

  /** Whether the issuer may tell of logouts; off by default (rule USR-058). */
  public static final Setting<Boolean> BACKCHANNEL_LOGOUT =
      of(
          "backchannel_logout",
          Kind.ON_OFF,
          false,
          "Whether the issuer may tell that somebody has logged out (OpenID Connect Back-Channel Logout).");

  /** Whom the issuer's logout tokens are for; as its other tokens by default. */
  public static final Setting<Optional<String>> LOGOUT_AUDIENCE =
      of(
          "logout_audience",
          Kind.optional(JwtKinds.NAME),
          Optional.empty(),
          "What the aud of its logout tokens has to hold: the id of your client there. Without it audience.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of(OF_ISSUERS + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }
}
