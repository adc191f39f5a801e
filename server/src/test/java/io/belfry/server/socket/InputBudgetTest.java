package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.channel.Loop;
import io.belfry.server.delivery.QueueingLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InputBudgetTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final InputBudget budget = new InputBudget(1_000, List.of(loop(0), loop(1)));

  private Loop loop(int index) {
    return new QueueingLoop() {
      @Override
      public int index() {
        return index;
      }

      @Override
      public boolean isCurrent() {
        return true;
      }

      @Override
      public boolean execute(Runnable task) {
        return InputBudgetTest.this.tasks.add(task);
      }
    };
  }

  private InputBudget.Holding holding(int loop, String name, long bytes) {
    InputBudget.Holding holding = budget.part(loop).holding(() -> givenUp.add(name));
    holding.set(bytes);
    return holding;
  }

  private void runTasks() {
    List<Runnable> due = List.copyOf(tasks);
    tasks.clear();
    due.forEach(Runnable::run);
  }

  @Test
  @Tag("LIM-018")
  void givenABoundThatIsReachedAndNotPassed_nothingIsGivenUp() {
    holding(0, "a", 600);
    holding(1, "b", 400);
    runTasks();
    assertThat(givenUp).isEmpty();
    assertThat(budget.heldBytes()).isEqualTo(1_000);
  }

  @Test
  @Tag("LIM-018")
  void givenMoreThanTheBound_theLargestGoFirstUntilHalfIsFree() {
    holding(0, "small", 10);
    holding(0, "large", 400);
    holding(0, "larger", 500);
    holding(0, "last", 100);
    assertThat(givenUp).containsExactly("larger", "large");
    assertThat(budget.heldBytes()).isEqualTo(110);
  }

  @Test
  @Tag("LIM-018")
  void givenTheLargestIsBeingRead_itGoesAfterItsRead() {
    holding(0, "small", 10);
    InputBudget.Holding current = holding(0, "current", 500);
    current.add(600);
    assertThat(givenUp).isEmpty();
    runTasks();
    assertThat(givenUp).containsExactly("current");
    assertThat(budget.heldBytes()).isEqualTo(10);
  }

  @Test
  @Tag("LIM-018")
  void givenTheLargestIsBeingReadAndComesToItsEnd_itIsSpared() {
    InputBudget.Holding current = holding(0, "current", 1_100);
    current.release();
    runTasks();
    assertThat(givenUp).isEmpty();
    assertThat(budget.heldBytes()).isZero();
  }

  @Test
  @Tag("LIM-018")
  void givenTheLargestOnAnotherLoop_thatLoopGivesItUp() {
    holding(1, "other", 900);
    holding(0, "small", 200);
    assertThat(givenUp).isEmpty();
    runTasks();
    assertThat(givenUp).containsExactly("other");
    assertThat(budget.heldBytes()).isEqualTo(200);
  }

  @Test
  @Tag("LIM-018")
  void givenASenderThatHasProvedItself_strangersGoBeforeIt() {
    holding(0, "proven", 600).proven();
    for (int i = 0; i < 5; i++) {
      holding(0, "stranger", 100);
    }
    assertThat(givenUp).containsOnly("stranger");
    holding(0, "proven", 500).proven();
    runTasks();
    assertThat(givenUp).contains("proven");
    assertThat(budget.heldBytes()).isLessThanOrEqualTo(1_000);
  }

  @Test
  @Tag("LIM-018")
  void givenManyThatComeAndGo_theSumIsWhatIsLeft() {
    List<InputBudget.Holding> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(holding(i % 2, "h" + i, i));
    }
    for (int i = 0; i < 20; i += 3) {
      all.get(i).release();
      all.get(i).add(-5);
    }
    for (int i = 1; i < 20; i += 3) {
      all.get(i).add(1);
    }
    long left = all.stream().mapToLong(InputBudget.Holding::bytes).sum();
    assertThat(budget.heldBytes()).isEqualTo(left);
    assertThat(givenUp).isEmpty();
  }
}
