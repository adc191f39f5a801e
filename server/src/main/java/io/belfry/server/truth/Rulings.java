package io.belfry.server.truth;

import io.belfry.server.cluster.Truth.Ruling;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What an owner has told its truth and the truth has not granted: it is waited for, was refused, or
 * has failed. What is not listed here is granted.
 *
 * <p>The owner itself takes nothing back. Whoever was refused leaves, and the loop says who is
 * still there; until then what was not granted is told anew for the next who comes. So neither can
 * a newcomer be taken away by an answer to another, nor can anyone be there of whom the truth does
 * not know.
 *
 * <p>Thread: confined to that of its owner.
 */
final class Rulings {
  static final CompletionStage<Ruling> GRANTED = CompletableFuture.completedFuture(Ruling.GRANTED);

  private final Map<Object, CompletableFuture<Ruling>> open = new HashMap<>();

  /**
   * Something has come that was not held before, and was told.
   *
   * @return the answer
   */
  CompletionStage<Ruling> first(Object about, CompletionStage<Ruling> answer) {
    CompletableFuture<Ruling> asked = answer.toCompletableFuture();
    if (!isGranted(asked)) {
      open.put(about, asked);
      closeWhenGranted(about, asked);
    }
    return asked;
  }

  /**
   * More of the same was told: it is no answer to what was told first.
   *
   * @return the answer
   */
  CompletionStage<Ruling> more(Object about, CompletionStage<Ruling> answer) {
    if (open.isEmpty()) {
      return answer;
    }
    CompletableFuture<Ruling> before = open.get(about);
    if (before != null && before.isDone()) {
      open.remove(about);
      return first(about, answer);
    }
    closeWhenGranted(about, answer);
    return answer;
  }

  private void closeWhenGranted(Object about, CompletionStage<Ruling> asked) {
    asked.thenAccept(
        ruling -> {
          CompletableFuture<Ruling> first = open.get(about);
          if (ruling == Ruling.GRANTED && first != null && first.isDone()) {
            open.remove(about);
          }
        });
  }

  /** The answer for one more who comes; asks anew where the last one was no yes. */
  CompletionStage<Ruling> of(Object about, Supplier<CompletionStage<Ruling>> again) {
    CompletableFuture<Ruling> first = open.isEmpty() ? null : open.get(about);
    if (first == null || isGranted(first)) {
      return GRANTED;
    }
    return first.isDone() ? first(about, again.get()) : first;
  }

  /** Whether the truth has said that it is so. */
  boolean isGranted(Object about) {
    CompletableFuture<Ruling> first = open.isEmpty() ? null : open.get(about);
    return first == null || isGranted(first);
  }

  /** Whether the truth has said that it is not so. */
  boolean isRefused(Object about) {
    CompletableFuture<Ruling> first = open.isEmpty() ? null : open.get(about);
    return first != null && isRefused(first);
  }

  /**
   * Nobody holds it any more.
   *
   * @return whether the truth has to hear of it, since it may hold it
   */
  boolean forget(Object about) {
    CompletableFuture<Ruling> first = open.isEmpty() ? null : open.remove(about);
    return first == null || !isRefused(first);
  }

  private static boolean isGranted(CompletableFuture<Ruling> asked) {
    return says(asked, Ruling.GRANTED);
  }

  private static boolean isRefused(CompletableFuture<Ruling> asked) {
    return says(asked, Ruling.REFUSED);
  }

  private static boolean says(CompletableFuture<Ruling> asked, Ruling ruling) {
    return asked.isDone() && !asked.isCompletedExceptionally() && asked.join() == ruling;
  }
}
