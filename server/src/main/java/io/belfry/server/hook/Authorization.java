package io.belfry.server.hook;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a hook says of a connection that wants to subscribe to a channel without a token.
 *
 * <p>Thread: immutable.
 */
public sealed interface Authorization {
  /** It may, as if it had the right token. */
  record Authorized() implements Authorization {}

  /** Nothing is said: refused as it is where no hook is asked. */
  record TokenNeeded() implements Authorization {}

  /**
   * It may not, and is told so with {@code pusher:subscription_error} and error 4305.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   */
  record NotAuthorized(String words) implements Authorization {
    /**
     * Checks the words.
     *
     * @throws IllegalArgumentException if they are blank, have more than 120 bytes, or a control
     *     character
     */
    public NotAuthorized {
      RefusalWords.check(words);
    }
  }

  /** A token is needed, at once. */
  static CompletionStage<Authorization> none() {
    return AtOnce.TOKEN_NEEDED;
  }

  /** It may, at once. */
  static CompletionStage<Authorization> authorize() {
    return CompletableFuture.completedStage(new Authorized());
  }

  /**
   * It may not, at once.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   * @throws IllegalArgumentException if they are not that
   */
  static CompletionStage<Authorization> refuse(String words) {
    return CompletableFuture.completedStage(new NotAuthorized(words));
  }
}
