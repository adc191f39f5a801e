package io.belfry.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.metrics.LoopCounts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallsTest {
  private final List<HandLoop> loops = List.of(new HandLoop(0), new HandLoop(1));
  private final HandLoop asking = loops.get(0);
  private final HandLoop asked = loops.get(1);
  private final Calls calls = new Calls(loops);

  /** A loop whose turns and time are the test's. */
  private static final class HandLoop implements Loop {
    private final int index;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private List<Runnable> timers = new ArrayList<>();
    private boolean isCurrent;
    private boolean hasEnded;

    HandLoop(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public boolean isCurrent() {
      return isCurrent;
    }

    @Override
    public boolean execute(Runnable task) {
      return !hasEnded && tasks.add(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
      assertThat(delay).isEqualTo(Calls.PATIENCE);
      timers.add(task);
    }

    @Override
    public Receivers newReceivers(LoopCounts counts) {
      throw new AssertionError("Nobody is delivered to.");
    }

    void turn() {
      on(
          () -> {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
              task.run();
            }
          });
    }

    void passTime() {
      List<Runnable> due = timers;
      timers = new ArrayList<>();
      on(() -> due.forEach(Runnable::run));
    }

    void on(Runnable task) {
      isCurrent = true;
      task.run();
      isCurrent = false;
    }
  }

  private <A> CompletableFuture<A> ask(Supplier<A> question) {
    List<CompletableFuture<A>> answer = new ArrayList<>();
    asking.on(() -> answer.add(calls.call(asked, question).toCompletableFuture()));
    return answer.get(0);
  }

  @Test
  void givenAnotherLoop_itIsAskedThereAndAnsweredHere() {
    CompletableFuture<Boolean> answer = ask(asked::isCurrent);
    asked.turn();
    assertThat(answer).isNotDone();
    asking.turn();

    assertThat(answer).isCompletedWithValue(true);
  }

  @Test
  void givenTheLoopItself_itIsAMethodCall() {
    asked.on(
        () ->
            assertThat(calls.call(asked, () -> "at once").toCompletableFuture())
                .isCompletedWithValue("at once"));
    assertThat(asked.timers).isEmpty();
  }

  @Test
  void givenAQuestionThatThrows_whoAsksIsToldOnItsLoop() {
    CompletableFuture<String> answer =
        ask(
            () -> {
              throw new IllegalStateException("a fault");
            });
    asked.turn();
    assertThat(answer).isNotDone();
    asking.turn();

    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void givenALoopThatHasEnded_whoAsksIsToldAtOnce() {
    asked.hasEnded = true;

    assertThat(ask(() -> "never")).isCompletedExceptionally();
  }

  @Test
  void givenALoopThatDoesNotAnswer_whoAsksIsToldInTime() {
    CompletableFuture<String> answered = ask(() -> "in time");
    asked.turn();
    asking.turn();
    CompletableFuture<String> answer = ask(() -> "too late");
    asking.passTime();
    assertThat(answered).isCompletedWithValue("in time");
    assertThat(answer).isNotDone();
    CompletableFuture<String> younger = ask(() -> "younger");
    asking.passTime();
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(TimeoutException.class);
    assertThat(younger).isNotDone();
    asked.turn();
    asking.turn();
    assertThat(younger).isCompletedWithValue("younger");
    asking.passTime();

    assertThat(asking.timers).isEmpty();
  }
}
