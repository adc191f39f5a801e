package io.belfry.server.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How something is asked of an event loop. The answer comes back on the loop that asks. It always
 * comes: a question that throws, and a loop that has ended, fail it at once, and one that is not
 * answered fails after {@link #PATIENCE}, or twice that at most. On the loop itself the question is
 * a method call.
 *
 * <p>Thread: thread-safe; who asks from a thread that is no loop is answered on the loop asked.
 */
public final class Calls {
  /** How long an answer is waited for, at least. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Asker> callers;

  /** Calls between these loops. */
  public Calls(List<? extends Loop> loops) {
    this.callers = loops.stream().map(Asker::new).toList();
  }

  /** A loop that asks, with what it waits for, in the order of asking. Confined to that loop. */
  private static final class Asker {
    private final Loop loop;
    private final ArrayDeque<CompletableFuture<?>> waiting = new ArrayDeque<>();
    private int old;
    private boolean isWatched;

    Asker(Loop loop) {
      this.loop = loop;
    }

    void waitFor(CompletableFuture<?> answer) {
      dropAnswered();
      waiting.add(answer);
      if (!isWatched) {
        isWatched = true;
        loop.after(PATIENCE, this::look);
      }
    }

    private void dropAnswered() {
      for (var first = waiting.peek(); first != null && first.isDone(); first = waiting.peek()) {
        waiting.remove();
        old = Math.max(0, old - 1);
      }
    }

    private void look() {
      for (; old > 0; old--) {
        waiting.remove().completeExceptionally(noAnswer());
      }
      dropAnswered();
      old = waiting.size();
      isWatched = old > 0;
      if (isWatched) {
        loop.after(PATIENCE, this::look);
      }
    }
  }

  private static TimeoutException noAnswer() {
    return new TimeoutException(
        "No answer of an event loop within " + PATIENCE.toSeconds() + " s.");
  }

  /** Asks a loop for something that it knows at once. */
  public <A> CompletionStage<A> call(Loop target, Supplier<A> question) {
    return ask(target, () -> CompletableFuture.completedFuture(question.get()));
  }

  /** Asks a loop for something that may take its time there. */
  public <A> CompletionStage<A> ask(Loop target, Supplier<? extends CompletionStage<A>> question) {
    return target.isCurrent() ? here(question) : through(target::execute, question);
  }

  /**
   * Asks by a way of one's own to a loop that is not the current one.
   *
   * @param way hands the task over; false when it will not run
   */
  public <A> CompletionStage<A> through(
      Predicate<Runnable> way, Supplier<? extends CompletionStage<A>> question) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    Asker caller = current();
    if (caller == null) {
      answer.orTimeout(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      caller.waitFor(answer);
    }
    boolean isTaken =
        way.test(() -> here(question).whenComplete((value, e) -> home(caller, answer, value, e)));
    if (!isTaken) {
      answer.completeExceptionally(new RejectedExecutionException("The event loop has ended."));
    }
    return answer;
  }

  private static <A> CompletionStage<A> here(Supplier<? extends CompletionStage<A>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <A> void home(
      @Nullable Asker caller, CompletableFuture<A> answer, A value, @Nullable Throwable failure) {
    Runnable complete =
        failure == null
            ? () -> answer.complete(value)
            : () -> answer.completeExceptionally(failure);
    if (caller == null) {
      complete.run();
    } else {
      caller.loop.execute(complete);
    }
  }

  private @Nullable Asker current() {
    for (Asker caller : callers) {
      if (caller.loop.isCurrent()) {
        return caller;
      }
    }
    return null;
  }
}
