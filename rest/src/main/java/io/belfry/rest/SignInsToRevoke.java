package io.belfry.rest;

import io.belfry.protocol.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * Which sign-ins are revoked, and what their clients are told.
 *
 * <p>Thread: immutable.
 */
public final class SignInsToRevoke {
  // Of fifteen digits in milliseconds, which is what a server reads.
  private static final Instant LATEST = Instant.ofEpochMilli(999_999_999_999_999L);

  private final String selector;
  private final String value;
  private final Optional<Instant> before;
  private final Optional<String> reason;
  private final boolean comesBack;

  private SignInsToRevoke(
      String selector,
      String value,
      Optional<Instant> before,
      Optional<String> reason,
      boolean comesBack) {
    this.selector = selector;
    this.value = value;
    this.before = before;
    this.reason = reason;
    this.comesBack = comesBack;
  }

  private static SignInsToRevoke of(String selector, String value, Optional<Instant> before) {
    return new SignInsToRevoke(selector, value, before, Optional.empty(), false);
  }

  /**
   * Those that name a login session of the application's, whoever the user is; for a day such
   * sign-ins are refused.
   *
   * @param session as it was signed, 1 to 128 characters
   * @throws IllegalArgumentException if it is anything else
   */
  public static SignInsToRevoke ofSession(String session) {
    return of("session", Checked.session(session), Optional.empty());
  }

  /**
   * Those with one token of an identity provider, whoever brings it; it is refused until it would
   * have expired.
   *
   * @param jti the token's own name, 1 to 255 characters
   * @throws IllegalArgumentException if it is anything else
   */
  public static SignInsToRevoke ofToken(String jti) {
    return of("jti", Checked.jti(jti), Optional.empty());
  }

  /**
   * Those of a user until now, by the server's clock; tokens of an identity provider that are from
   * before are refused. Later ones are welcome.
   *
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public static SignInsToRevoke ofUser(String userId) {
    return of("user_id", UserCalls.id(userId), Optional.empty());
  }

  /**
   * Those of a user before that time, by the server's clock; tokens of an identity provider that
   * are from before are refused. Later ones are welcome.
   *
   * @param before since 1970; the server takes no time that is more than a minute ahead of it
   * @throws IllegalArgumentException if nobody could sign in with that id, or the time is another
   */
  public static SignInsToRevoke ofUserBefore(String userId, Instant before) {
    if (before.isBefore(Instant.EPOCH) || before.isAfter(LATEST)) {
      throw new IllegalArgumentException(
          "The time before which sign-ins are revoked is "
              + before
              + ". Expected one since 1970, at most a minute ahead of now.");
    }
    return of("user_id", UserCalls.id(userId), Optional.of(before));
  }

  /**
   * The same, and the clients are told why, instead of a sentence of the protocol.
   *
   * @param newReason 1 to 100 bytes of UTF-8, no control characters
   * @throws IllegalArgumentException if it is anything else
   */
  public SignInsToRevoke withReason(String newReason) {
    Optional<String> checked = Optional.of(Checked.reason(newReason));
    return new SignInsToRevoke(selector, value, before, checked, comesBack);
  }

  /** The same, and the clients are told to come back at once and sign in anew. */
  public SignInsToRevoke thatComeBack() {
    return new SignInsToRevoke(selector, value, before, reason, true);
  }

  String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty(selector, value);
          before.ifPresent(
              time -> json.writeNumberProperty("issued_before_ms", time.toEpochMilli()));
          reason.ifPresent(text -> json.writeStringProperty("reason", text));
          if (comesBack) {
            json.writeBooleanProperty("reconnect", true);
          }
        });
  }

  @Override
  public String toString() {
    return "SignInsToRevoke" + toJson();
  }
}
