package io.belfry.cluster.redis.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How far a node has read its inbox, and what waits for it to have read that far: an answer shows
 * how things are at some bundle, and bundles take another way than answers.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-012, CLU-026"
 */
final class Position {
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long number;

  private record Waiting(long bundle, Runnable task) {}

  /** How a bundle fits to those before it. */
  enum Fit {
    /** It was taken before. */
    OLD,
    /** It is the next one. */
    NEXT,
    /** Others before it are lost. */
    HOLE
  }

  /** Number of the last bundle that was taken. */
  long number() {
    return number;
  }

  /** Takes note of a bundle; what waits for it runs with {@link #goOn}. */
  Fit take(long bundle) {
    if (bundle <= number) {
      return Fit.OLD;
    }
    Fit fit = bundle == number + 1 ? Fit.NEXT : Fit.HOLE;
    number = bundle;
    return fit;
  }

  /** Runs the task when all bundles up to that one are taken; at once when they are. */
  void when(long bundle, Runnable task) {
    if (bundle <= number && waiting.isEmpty()) {
      task.run();
    } else {
      waiting.addLast(new Waiting(bundle, task));
      goOn();
    }
  }

  /** Runs, in their order, those that have waited long enough. */
  void goOn() {
    while (!waiting.isEmpty() && waiting.getFirst().bundle() <= number) {
      waiting.removeFirst().task().run();
    }
  }

  /** Whether nothing waits. */
  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Goes on at another number: what waits is known, and what was told meanwhile is read anew. */
  void jump(long bundle) {
    number = bundle;
    List<Waiting> known = new ArrayList<>(waiting);
    waiting.clear();
    known.forEach(each -> each.task().run());
  }

  /** Begins in another inbox; nobody waits for anything of the one before. */
  void restart(long bundle) {
    waiting.clear();
    number = bundle;
  }
}
