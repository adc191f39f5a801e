package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a server answers about users who are blocked and sign-ins that are revoked. Members
 * that are not known are passed over.
 *
 * <p>Thread: stateless.
 */
final class ShutoutAnswers {
  private ShutoutAnswers() {}

  static Blocked blocked(byte[] body) {
    String object = Answers.text(body);
    return new Blocked(
        UserAnswers.instant(object, "blocked_until_ms"),
        UserAnswers.count(object, "terminated"),
        UserAnswers.isComplete(object));
  }

  static boolean wasBlocked(byte[] body) {
    String object = Answers.text(body);
    boolean was = Answers.flag(object, "was_blocked");
    if (!was && !Answers.isFalse(object, "was_blocked")) {
      throw new MalformedJson("Expected \"was_blocked\" to be true or false");
    }
    return was;
  }

  static BlockedPage blockedPage(PageQuery query, byte[] body) {
    List<BlockedUser> users =
        Answers.elements(body, "users").stream()
            .map(
                user ->
                    new BlockedUser(
                        Answers.string(user, "id"),
                        UserAnswers.instant(user, "blocked_since_ms"),
                        UserAnswers.instant(user, "blocked_until_ms"),
                        Answers.optional(user, "reason")))
            .toList();
    return new BlockedPage(users, next(query, body));
  }

  static Revoked revoked(byte[] body) {
    String object = Answers.text(body);
    return new Revoked(
        Answers.string(object, "id"),
        UserAnswers.count(object, "terminated"),
        UserAnswers.isComplete(object));
  }

  static RevocationPage revocationPage(PageQuery query, byte[] body) {
    List<Revocation> revocations =
        Answers.elements(body, "revocations").stream().map(ShutoutAnswers::revocation).toList();
    return new RevocationPage(revocations, next(query, body));
  }

  private static Revocation revocation(String object) {
    return new Revocation(
        Answers.string(object, "id"),
        Answers.optional(object, "jti"),
        Answers.optional(object, "session"),
        Answers.optional(object, "user_id"),
        UserAnswers.moment(object, "issued_before_ms"),
        UserAnswers.instant(object, "revoked_at_ms"),
        UserAnswers.instant(object, "until_ms"),
        Answers.optional(object, "reason"));
  }

  private static Optional<PageQuery> next(PageQuery query, byte[] body) {
    return Answers.optional(Answers.text(body), "next").map(query::behind);
  }
}
