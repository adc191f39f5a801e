package io.belfry.server.api;

import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonToken;

/**
 * Reads the members that bodies have in common that end sessions; each throws {@link ApiError} with
 * what is wrong.
 *
 * <p>Thread: stateless.
 *
 * @see "rules USR-020, USR-022"
 */
final class EndingMembers {
  private static final int MAX_REASON_BYTES = 100;

  private EndingMembers() {}

  /** The name of a login session. */
  static String login(String name, ObjectCursor members) {
    return text(name, members, SessionTerms.MAX_SESSION_LENGTH);
  }

  /** Text of 1 to so many characters. */
  static String text(String name, ObjectCursor members, int maxLength) {
    String text = members.string();
    if (text == null
        || text.isEmpty()
        || text.codePointCount(0, text.length()) > maxLength
        || Surrogates.hasLone(text)) {
      throw wrong(name, "a string of 1 to " + maxLength + " characters");
    }
    return text;
  }

  /** True or false. */
  static boolean flag(String name, ObjectCursor members) {
    JsonToken kind = members.kind();
    if (kind != JsonToken.VALUE_TRUE && kind != JsonToken.VALUE_FALSE) {
      throw wrong(name, "true or false");
    }
    return kind == JsonToken.VALUE_TRUE;
  }

  /** A member is not what it has to be. */
  static ApiError wrong(String name, String expected) {
    return ApiReason.SELECTOR_INVALID.saying("\"" + name + "\" has to be " + expected + ".");
  }

  /** What clients are told. */
  static String reason(ObjectCursor members) {
    String text = members.string();
    if (text == null
        || text.isEmpty()
        || Surrogates.hasLone(text)
        || text.chars().anyMatch(Character::isISOControl)
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      throw ApiReason.REASON_INVALID.error(MAX_REASON_BYTES);
    }
    return text;
  }

  /** A whole number that is not negative; −1 where it is none. */
  static long whole(ObjectCursor members) {
    String text = members.kind() == JsonToken.VALUE_NUMBER_INT ? members.source() : "";
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
  }
}
