package io.belfry.server.webhook.post;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads how long a receiver asks to wait: seconds, or the date of HTTP. Whatever it says, it is no
 * more than a day.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HOOK-063"
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /** What a field says; empty where it says nothing that can be understood. */
  static Optional<Duration> read(String field, Instant now) {
    String text = field.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(
          text.length() > MOST_DIGITS
              ? LONGEST
              : shorter(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      Duration wait = Duration.between(now, then);
      return Optional.of(wait.isNegative() ? Duration.ZERO : shorter(wait));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
