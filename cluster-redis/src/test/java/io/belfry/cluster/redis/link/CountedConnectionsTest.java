package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node tells of an app's connections, and hears of those on all nodes. */
@Tag("CLU-052")
class CountedConnectionsTest extends LinkScene {
  private void connections(int number) {
    truth.connections(APP, number);
    clock.settle();
  }

  private void total(int number) {
    truth.total(APP, number);
    clock.settle();
  }

  private static Operation count(int number) {
    return new Operation.CountConnections(APP, number);
  }

  @Test
  void givenANumberThatChanges_itIsToldAndTheTotalIsHeard() {
    link();
    connections(5);
    connections(5);
    answer(0, 0);
    connections(0);
    answer(1, 0);

    assertThat(engine.steps).hasSize(2);
    assertThat(operations(0)).containsExactly(count(5));
    assertThat(operations(1)).containsExactly(count(0));
    assertThat(heard.all).contains("1: 5 of 5", "1: 0 of 0");
  }

  @Test
  void givenATotalThatIsAskedForAgainAndAgain_oneQuestionIsUnderWay() {
    link();
    total(0);
    total(0);
    total(0);
    assertThat(engine.steps).hasSize(1);
    answer(0, 0);
    total(0);

    assertThat(engine.steps).hasSize(2);
  }

  @Test
  @Tag("CLU-021")
  void givenAnAnswerThatIsLost_itIsAskedForAgainUnlessAnotherNumberWasTold() {
    link();
    total(3);
    lose();
    connections(4);
    comeBack();
    welcome(1, 0);

    assertThat(engine.steps).hasSize(2);
    assertThat(operations(1)).containsExactly(count(4));
    answer(1, 0);
    assertThat(heard.all).contains("1: 4 of 4").doesNotContain("1: 3 of 3");
  }

  @Test
  @Tag("CLU-025")
  void givenANodeThatBeginsAnew_itTellsItsNumberAgainAndMayAsk() {
    link();
    total(3);
    lose();
    comeBack();
    HandEngine.last(engine.hellos).answer().complete(new HelloAnswer.Gone());
    clock.settle();
    confirm();
    welcome(0, 0);

    assertThat(operations(1)).contains(count(3));
    answer(1, 0);
    assertThat(heard.all).contains("1: 3 of 3");
    int asked = engine.steps.size();
    total(3);
    assertThat(engine.steps).hasSize(asked + 1);
  }
}
