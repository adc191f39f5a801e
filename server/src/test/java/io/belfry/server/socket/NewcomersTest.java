package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.delivery.QueueingLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NewcomersTest {
  private final QueueingLoop loop = new QueueingLoop();
  private final Newcomers newcomers = new Newcomers(loop);
  private final List<Integer> served = new ArrayList<>();

  private void nextTurn() {
    List<Runnable> tasks = List.copyOf(loop.tasks);
    loop.tasks.clear();
    tasks.forEach(Runnable::run);
  }

  private void ask(int newcomer) {
    if (newcomers.takesOneMore()) {
      served.add(newcomer);
    } else {
      newcomers.place().thenRun(() -> served.add(newcomer));
    }
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  @Tag("THR-41")
  void givenACrowd_aTurnServesAFewInTheOrderInWhichTheyAsked() {
    int crowd = 2 * Newcomers.A_TURN + 1;
    upTo(crowd).forEach(this::ask);
    assertThat(served).isEqualTo(upTo(Newcomers.A_TURN));
    nextTurn();
    assertThat(served).isEqualTo(upTo(2 * Newcomers.A_TURN));
    nextTurn();
    assertThat(served).isEqualTo(upTo(crowd));
  }

  @Test
  @Tag("THR-41")
  void givenOneMoreWhileOthersWait_itDoesNotOvertakeThem() {
    upTo(Newcomers.A_TURN + 1).forEach(this::ask);
    nextTurn();
    ask(Newcomers.A_TURN + 1);
    assertThat(served).isEqualTo(upTo(Newcomers.A_TURN + 2));
  }

  @Test
  @Tag("THR-41")
  void givenATurnWithoutNewcomers_nothingIsLeftToDo() {
    ask(0);
    nextTurn();
    nextTurn();
    assertThat(loop.tasks).isEmpty();
    ask(1);
    assertThat(served).containsExactly(0, 1);
  }
}
