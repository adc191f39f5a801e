package io.belfry.server.jwt;

import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.refusal.Reason;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Judges what a logout token says that its issuer has signed, by section 2.6 of OpenID Connect
 * Back-Channel Logout 1.0.
 *
 * <p>Thread: stateless.
 *
 * @see "rule USR-058"
 */
final class LogoutJudge {
  /** How old such a token may be. */
  static final Duration OLDEST = Duration.ofMinutes(2);

  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Set<String> TYPES = Set.of("logout+jwt", "jwt");

  private LogoutJudge() {}

  /** What is said of a token that was given before. */
  static LogoutVerdict replayed() {
    return new LogoutVerdict.LogoutRefused(
        "token_replayed", "A token with its jti was taken before.", false);
  }

  /** What it says; whether it is given for the first time is judged by somebody else. */
  static LogoutVerdict.LoggedOut judge(JwtIssuer issuer, Jws token, long nowSeconds)
      throws JwtObjection {
    if (!issuer.settings().of(JwtSettings.BACKCHANNEL_LOGOUT)) {
      throw new JwtObjection(Reason.TOKEN_NOT_ENABLED, "backchannel_logout of its issuer is off.");
    }
    if (token.type() != null && !TYPES.contains(token.type())) {
      throw new JwtObjection(
          Reason.TOKEN_MALFORMED, "Its typ is another. Expected logout+jwt, JWT or none.");
    }
    Claims claims = token.claims();
    JwtJudge.audience(issuer.logoutAudience(), claims);
    times(claims, nowSeconds);
    if (!hasEvent(claims)) {
      throw claim("It has no events with " + EVENT + ", so it tells of no logout.");
    }
    // So that a token of a sign-in is never taken for one of a logout.
    if (claims.has("nonce")) {
      throw claim("It has a nonce, which a logout token must not have.");
    }
    return verdict(issuer, claims);
  }

  private static void times(Claims claims, long nowSeconds) throws JwtObjection {
    long iat = claims.neededSeconds("iat");
    JwtJudge.notAhead("iat", iat, nowSeconds);
    if (nowSeconds - iat > OLDEST.toSeconds()) {
      throw new JwtObjection(
          Reason.TOKEN_EXPIRED,
          "It is older than "
              + OLDEST.toSeconds()
              + " s: its iat is "
              + JwtJudge.compared(iat, nowSeconds));
    }
    if (claims.has("exp")) {
      long exp = claims.neededSeconds("exp");
      if (nowSeconds >= exp + JwtJudge.SKEW.toSeconds()) {
        throw new JwtObjection(
            Reason.TOKEN_EXPIRED, "Its exp is " + JwtJudge.compared(exp, nowSeconds));
      }
    }
  }

  private static boolean hasEvent(Claims claims) {
    Claims.Member events = claims.members().get("events");
    if (events == null || events.kind() != JsonToken.START_OBJECT) {
      return false;
    }
    boolean isThere = false;
    try (ObjectCursor members = ObjectCursor.over(events.source(), Strictness.SIGNED)) {
      for (String name = members.next(); name != null; name = members.next()) {
        isThere |= name.equals(EVENT) && members.kind() == JsonToken.START_OBJECT;
      }
      return isThere;
    } catch (MalformedJson e) {
      return false;
    }
  }

  private static LogoutVerdict.LoggedOut verdict(JwtIssuer issuer, Claims claims)
      throws JwtObjection {
    String sid = claims.textIfAny("sid");
    String sub = claims.textIfAny("sub");
    if (sid == null && sub == null) {
      throw claim("It has neither sid nor sub. Expected one of them.");
    }
    // It names them by these claims, whatever sign-ins are told apart by.
    String session = issuer.settings().of(JwtSettings.SESSION_CLAIM).equals("sid") ? sid : null;
    String userId = issuer.settings().of(JwtSettings.USER_ID_CLAIM).equals("sub") ? sub : null;
    if (session == null && userId == null) {
      throw claim(
          "It names who is meant by "
              + (sid == null ? "sub" : sub == null ? "sid" : "sid and sub")
              + ", and user_id_claim and session_claim of the issuer name others.");
    }
    if (session != null && !JwtJudge.isSession(session)) {
      throw claim(
          "Its sid is longer than "
              + SessionTerms.MAX_SESSION_LENGTH
              + " characters, which no session is known by, so it would end none.");
    }
    return new LogoutVerdict.LoggedOut(
        issuer.issuer(),
        claims.neededText("jti"),
        claims.neededSeconds("iat"),
        session,
        checked(userId));
  }

  private static @Nullable String checked(@Nullable String userId) throws JwtObjection {
    if (userId != null && UserId.parse(userId, Integer.MAX_VALUE).isEmpty()) {
      throw claim("Its sub has control characters.");
    }
    return userId;
  }

  private static JwtObjection claim(String words) {
    return new JwtObjection(Reason.TOKEN_CLAIM, words);
  }
}
