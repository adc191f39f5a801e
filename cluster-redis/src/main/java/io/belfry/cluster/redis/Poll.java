package io.belfry.cluster.redis;

import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers of nodes to one question, as they come, until all are there or it is given up. They
 * may come before it is known who was asked.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-017, USR-024"
 */
final class Poll<A> {
  private final BinaryOperator<A> merge;
  private final Function<byte[], Optional<Answer<A>>> reader;
  private final CompletableFuture<Answer<A>> result = new CompletableFuture<>();
  private final Set<String> heard = new HashSet<>();
  private @Nullable Set<String> asked;
  private Coverage coverage = Coverage.COMPLETE;
  private A value;

  /**
   * A poll of which nothing is known.
   *
   * @param nothing the answer of somebody who holds nothing
   * @param merge two answers as one
   * @param reader makes an answer of its bytes; empty when they are none
   */
  Poll(A nothing, BinaryOperator<A> merge, Function<byte[], Optional<Answer<A>>> reader) {
    this.value = nothing;
    this.merge = merge;
    this.reader = reader;
  }

  /** All that came in time; never fails. */
  CompletionStage<Answer<A>> result() {
    return result;
  }

  /** Who was asked, by process. */
  void asked(Collection<String> processes) {
    synchronized (this) {
      asked = Set.copyOf(processes);
    }
    endIfAll();
  }

  /** Nobody could be asked but these. */
  void askedOnly(Collection<String> processes) {
    synchronized (this) {
      coverage = Coverage.PARTIAL;
    }
    asked(processes);
  }

  /**
   * A node has answered.
   *
   * @return whether the answer was understood
   */
  boolean heard(String process, byte[] bytes) {
    Optional<Answer<A>> answer = reader.apply(bytes);
    if (answer.isPresent()) {
      heard(process, answer.get());
    } else {
      missing(process);
    }
    return answer.isPresent();
  }

  /** A node has answered; what it says a second time is not heard. */
  void heard(String process, Answer<A> answer) {
    synchronized (this) {
      if (result.isDone() || !heard.add(process)) {
        return;
      }
      value = merge.apply(value, answer.value());
      coverage = answer.coverage() == Coverage.PARTIAL ? Coverage.PARTIAL : coverage;
    }
    endIfAll();
  }

  /** A node will not answer. */
  void missing(String process) {
    synchronized (this) {
      if (heard.add(process)) {
        coverage = Coverage.PARTIAL;
      }
    }
    endIfAll();
  }

  /** Who has not answered by now is too late. */
  void giveUp() {
    Answer<A> late;
    synchronized (this) {
      late = new Answer<>(value, Coverage.PARTIAL);
    }
    result.complete(late);
  }

  // Completed without the lock: whoever waits for it goes on within.
  private void endIfAll() {
    Answer<A> all;
    synchronized (this) {
      if (asked == null || !heard.containsAll(asked)) {
        return;
      }
      all = new Answer<>(value, coverage);
    }
    result.complete(all);
  }
}
