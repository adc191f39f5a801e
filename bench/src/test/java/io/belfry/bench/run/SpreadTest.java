package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void givenAnOddNumberOfValues_theMedianIsTheMiddleOne() {
    assertThat(Spread.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Spread(5, 1, 9, 3));
  }

  @Test
  void givenAnEvenNumberOfValues_theMedianIsBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9, 4));
  }

  @Test
  void givenNoValue_itIsRefused() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenOneValue_itsTextIsThatValue() {
    assertThat(Spread.of(List.of(0.0123)).text()).isEqualTo("0.012");
  }

  @Test
  void givenSeveralValues_theTextHasTheLeastAndTheMost() {
    assertThat(Spread.of(List.of(5.678, 123.4, 31.25)).text()).isEqualTo("31.3 [5.68..123]");
  }
}
