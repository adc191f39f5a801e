package io.belfry.cluster.redis.link;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for an answer of the engine. While the node is cut off nobody waits: each is answered
 * from what is known.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-042, CLU-043"
 */
final class Waits {
  private final Set<Wait> waiting = new LinkedHashSet<>();
  private boolean isCutOff;

  /** Somebody who waits; two who wait for the same are two. */
  private static final class Wait {
    private final CompletableFuture<?> answer;
    private final Runnable known;

    private Wait(CompletableFuture<?> answer, Runnable known) {
      this.answer = answer;
      this.known = known;
    }
  }

  boolean isCutOff() {
    return isCutOff;
  }

  /**
   * Lets an answer wait.
   *
   * @param known answers from what is known
   */
  <A> CompletableFuture<A> add(CompletableFuture<A> answer, Runnable known) {
    if (isCutOff) {
      known.run();
    }
    if (!answer.isDone()) {
      Wait wait = new Wait(answer, known);
      waiting.add(wait);
      answer.whenComplete((value, failure) -> waiting.remove(wait));
    }
    return answer;
  }

  /** From now on nobody waits. */
  void cutOff() {
    isCutOff = true;
    List.copyOf(waiting).forEach(wait -> wait.known.run());
  }

  /** The engine answers again. */
  void linked() {
    isCutOff = false;
  }

  /** Nothing is answered any more. */
  void close(RuntimeException why) {
    List.copyOf(waiting).forEach(wait -> wait.answer.completeExceptionally(why));
  }
}
