package io.belfry.server.hook;

import java.nio.charset.StandardCharsets;

/**
 * What a hook says to a client that it refuses.
 *
 * <p>Thread: stateless.
 */
final class RefusalWords {
  private static final int MOST_BYTES = 120;

  private RefusalWords() {}

  static void check(String words) {
    if (words.isBlank()
        || words.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        || words.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "words of a refusal: expected one line of 1 to " + MOST_BYTES + " bytes");
    }
  }
}
