package io.belfry.server.warm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTimesTest {
  private final RoundTimes times = new RoundTimes();

  private void took(long nanos, int count) {
    for (int i = 0; i < count; i++) {
      times.took(nanos);
    }
  }

  @Test
  void givenRoundsThatBecomeShorter_anotherIsWorthIt() {
    for (long nanos = 1_000; nanos > 10; nanos = nanos * 9 / 10) {
      took(nanos, 9);
      assertThat(times.areGettingShorter()).isTrue();
    }
  }

  @Test
  void givenTenRoundsThatAreNoShorter_itIsOver() {
    took(1_000, 10);
    assertThat(times.areGettingShorter()).isTrue();

    times.took(999);

    assertThat(times.areGettingShorter()).isFalse();
  }
}
