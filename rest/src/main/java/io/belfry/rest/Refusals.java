package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.rest.internal.WireAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes errors of answers that are no results.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-160"
 */
final class Refusals {
  private static final int MAX_RETRY_DIGITS = 9;

  private Refusals() {}

  /** What an answer with another status than 200 says. */
  static ApiException of(WireAnswer wire) {
    String reason = "";
    String sentence = "";
    try (ObjectCursor members = ObjectCursor.over(wire.body(), ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        String text = members.string();
        if (name.equals("reason") && text != null) {
          reason = text;
        } else if (name.equals("error") && text != null) {
          sentence = text;
        }
      }
    } catch (MalformedJson e) {
      sentence = "the body is no error object. Check that the URL leads to a Belfry server";
    }
    return ApiException.refused(answer(wire, reason), sentence);
  }

  /** What to say of a body that cannot be read. */
  static ApiException ofBody(WireAnswer wire, MalformedJson malformed) {
    return ApiException.refused(
        answer(wire, ""), "the body is not the JSON that was asked for. " + malformed.hint());
  }

  private static ApiException.Answer answer(WireAnswer wire, String reason) {
    byte[] body = wire.body();
    int shown = Math.min(body.length, WireAnswer.MAX_ERROR_BYTES);
    Optional<Duration> retryAfter =
        wire.retryAfter()
            .filter(text -> text.length() <= MAX_RETRY_DIGITS && text.matches("[0-9]+"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    return new ApiException.Answer(
        wire.status(), reason, new String(body, 0, shown, StandardCharsets.UTF_8), retryAfter);
  }
}
