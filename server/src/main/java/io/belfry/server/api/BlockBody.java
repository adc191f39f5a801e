package io.belfry.server.api;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a user is to be blocked, and why.
 *
 * <p>Thread: immutable.
 *
 * @param untilMillis end of the block, in Unix milliseconds
 * @param reason what clients are told; null for the usual sentence
 * @see "rule USR-030"
 */
record BlockBody(long untilMillis, @Nullable String reason) {
  private static final long MOST_SECONDS = 31_536_000;

  /** Reads a body; throws {@link ApiError} with what is wrong. */
  static BlockBody parse(byte[] body, long nowMillis) {
    Long until = null;
    String reason = null;
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "seconds" -> until = only(until, after(seconds(members), nowMillis));
          case "until_ms" -> until = only(until, millis(members, nowMillis));
          case "reason" -> reason = EndingMembers.reason(members);
          default ->
              throw ApiReason.DURATION_INVALID.saying(
                  "A member of the body is not known here. Expected seconds or until_ms, and"
                      + " perhaps reason.");
        }
      }
    } catch (MalformedJson e) {
      throw EventBody.bodyInvalid(body, e);
    }
    if (until == null) {
      throw ApiReason.DURATION_INVALID.saying(
          "Nothing says for how long. Expected seconds, such as {\"seconds\":3600}, or until_ms.");
    }
    return new BlockBody(until, reason);
  }

  private static long only(@Nullable Long earlier, long until) {
    if (earlier != null) {
      throw ApiReason.DURATION_INVALID.saying("Expected one of seconds and until_ms, not both.");
    }
    return until;
  }

  private static long seconds(ObjectCursor members) {
    long seconds = EndingMembers.whole(members);
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw ApiReason.DURATION_INVALID.saying(
          "\"seconds\" has to be a whole number from 1 to " + MOST_SECONDS + ".");
    }
    return seconds;
  }

  private static long after(long seconds, long nowMillis) {
    return nowMillis + Duration.ofSeconds(seconds).toMillis();
  }

  private static long millis(ObjectCursor members, long nowMillis) {
    long millis = EndingMembers.whole(members);
    if (millis <= nowMillis || millis > after(MOST_SECONDS, nowMillis)) {
      throw ApiReason.DURATION_INVALID.saying(
          "\"until_ms\" has to be Unix time in milliseconds, ahead of now, which is "
              + nowMillis
              + " here, by at most "
              + MOST_SECONDS
              + " s.");
    }
    return millis;
  }
}
