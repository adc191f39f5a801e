package io.belfry.server.hook;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a hook says of something that a client wants.
 *
 * <p>Thread: immutable.
 */
public sealed interface Permission {
  /** The client gets it. */
  record Allowed() implements Permission {}

  /**
   * The client does not get it, and is told so.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   */
  record Refused(String words) implements Permission {
    private static final int MOST_BYTES = 120;

    /**
     * Checks the words.
     *
     * @throws IllegalArgumentException if they are blank, have more than 120 bytes, or a control
     *     character
     */
    public Refused {
      if (words.isBlank()
          || words.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
          || words.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "words of a refusal: expected one line of 1 to " + MOST_BYTES + " bytes");
      }
    }
  }

  /** Allowed, at once. */
  static CompletionStage<Permission> allow() {
    return AtOnce.ALLOWED;
  }

  /**
   * Refused with these words, at once.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   * @throws IllegalArgumentException if they are not that
   */
  static CompletionStage<Permission> refuse(String words) {
    return CompletableFuture.completedStage(new Refused(words));
  }
}
