package io.belfry.server.webhook;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Somebody waits until no endpoint waits for an event any more.
 *
 * <p>Thread: confined to that of the webhooks, but for {@link #fail}, which is thread-safe, and who
 * waits.
 */
final class Promise {
  private final String key;
  private final Set<String> gaveUp = new HashSet<>();
  private final CompletableFuture<Set<String>> answer = new CompletableFuture<>();
  private int left = 1;

  /**
   * A promise of an event that is told now; {@link #told} ends that.
   *
   * @param key what ids of deliveries are made of
   */
  Promise(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  CompletionStage<Set<String>> answer() {
    return answer;
  }

  /** One more endpoint is to have it. */
  void add() {
    left++;
  }

  /** All endpoints that are to have it are known. */
  void told() {
    countDown();
  }

  /** An endpoint has it. */
  void delivered() {
    countDown();
  }

  /** An endpoint will never have it. */
  void gaveUp(String endpoint) {
    gaveUp.add(endpoint);
    countDown();
  }

  private void countDown() {
    left--;
    if (left == 0) {
      answer.complete(Set.copyOf(gaveUp));
    }
  }

  /** It is not sent, or nobody will know. */
  void fail(Throwable cause) {
    answer.completeExceptionally(cause);
  }
}
