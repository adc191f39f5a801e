package io.belfry.server.refusal;

import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.UserData;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a sign-in says, beside its signature: for the server, and for {@code belfry explain},
 * so that both say the same.
 *
 * <p>Thread: stateless.
 *
 * @see "rules WS-037, WS-038, USR-001, USR-002"
 */
public final class SigninJudge {
  /** Shortest time for which a sign-in is taken: nobody is to be sent round in a tight loop. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  private SigninJudge() {}

  /**
   * Why a sign-in is not taken.
   *
   * @param reason for the operator
   * @param hint for the client
   * @param limit that it is beyond; null for none
   */
  public record Objection(Reason reason, String hint, @Nullable Limit limit) {}

  /** Whether the app signs users in. */
  public static Optional<Objection> ofApp(App app) {
    return app.settings().of(AppSettings.USER_AUTHENTICATION_ENABLED)
        ? Optional.empty()
        : Optional.of(
            new Objection(Reason.SIGNIN_DISABLED, "User authentication is disabled", null));
  }

  /** Whether it does, and the text is not too long. */
  public static Optional<Objection> ofText(App app, String userData) {
    Optional<Objection> notServed = ofApp(app);
    if (notServed.isPresent()) {
      return notServed;
    }
    int bytes = userData.getBytes(StandardCharsets.UTF_8).length;
    return app.limits().allows(Limit.MAX_USER_DATA_BYTES, bytes)
        ? Optional.empty()
        : Optional.of(
            new Objection(
                Reason.USER_DATA_TOO_LARGE, "user_data too large", Limit.MAX_USER_DATA_BYTES));
  }

  /** Whether it takes signatures of its own, and the text is not too long. */
  public static Optional<Objection> ofSigned(App app, String userData) {
    Optional<Objection> against = ofText(app, userData);
    return against.isPresent() || app.settings().of(AppSettings.USER_AUTHENTICATION_HMAC)
        ? against
        : Optional.of(tokenObjection(Reason.TOKEN_NOT_ENABLED, null));
  }

  /** Whether it takes JWTs, and this one is not too long to be looked at. */
  public static Optional<Objection> ofJwt(App app, String token) {
    Optional<Objection> notServed = ofApp(app);
    if (notServed.isPresent()) {
      return notServed;
    }
    if (app.issuers().isEmpty()) {
      return Optional.of(tokenObjection(Reason.TOKEN_NOT_ENABLED, null));
    }
    // Of one byte each: it has the form of a JWT.
    return app.limits().allows(Limit.MAX_TOKEN_BYTES, token.length())
        ? Optional.empty()
        : Optional.of(tokenObjection(Reason.TOKEN_MALFORMED, Limit.MAX_TOKEN_BYTES));
  }

  private static Objection tokenObjection(Reason reason, @Nullable Limit limit) {
    return new Objection(reason, hintOf(reason), limit);
  }

  /** What a client is told whose JWT is not taken: of what kind the refusal is, and no more. */
  public static String hintOf(Reason reason) {
    return switch (reason) {
      case TOKEN_EXPIRED -> "Token expired";
      case TOKEN_REVOKED -> "Token revoked";
      default -> "Invalid token";
    };
  }

  /**
   * Reads what was signed.
   *
   * @throws ProtocolException if that cannot be taken; {@link #of} says why
   */
  public static UserData read(App app, String userData) {
    return UserData.parse(userData, (int) app.limits().of(Limit.MAX_USER_ID_LENGTH));
  }

  /** Why {@link #read} could not. */
  public static Objection of(String userData, ProtocolException problem) {
    return isReadableWithALongerId(userData)
        ? new Objection(Reason.ID_INVALID, problem.hint(), Limit.MAX_USER_ID_LENGTH)
        : of(problem);
  }

  /** Why a message has no sign-in in it. */
  public static Objection of(ProtocolException unreadable) {
    String hint = unreadable.hint();
    Reason reason =
        switch (hint) {
          case "Missing parameter: data.auth" -> Reason.AUTH_MISSING;
          case "Missing parameter: data.user_data" -> Reason.USER_DATA_MISSING;
          case "user_data must contain a non-empty string id" -> Reason.ID_INVALID;
          default -> Reason.USER_DATA_INVALID;
        };
    return new Objection(reason, hint, null);
  }

  private static boolean isReadableWithALongerId(String userData) {
    try {
      UserData.parse(userData, Integer.MAX_VALUE);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** Whether it holds for a time, where the app insists on that, and for long enough. */
  public static Optional<Objection> ofTerms(App app, SessionTerms terms, long nowMillis) {
    Long exp = terms.expiresAtSeconds();
    if (exp == null) {
      return app.settings().of(AppSettings.REQUIRE_EXPIRY)
          ? Optional.of(new Objection(Reason.EXPIRY_MISSING, "user_data has no exp", null))
          : Optional.empty();
    }
    return life(exp, nowMillis).compareTo(SHORTEST) >= 0
        ? Optional.empty()
        : Optional.of(new Objection(Reason.TOKEN_EXPIRED, "Token expired", null));
  }

  /** How long a sign-in holds from now on. */
  public static Duration life(long expiresAtSeconds, long nowMillis) {
    return Duration.ofSeconds(expiresAtSeconds).minusMillis(nowMillis);
  }
}
