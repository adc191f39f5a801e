package io.belfry.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {
  @Property(seed = "7")
  @Tag("CL-004")
  void givenAnyNumberOfFailures_theWaitKeepsItsBounds(
      @ForAll @IntRange(min = 1, max = 100) int failures,
      @ForAll @IntRange(min = 1, max = 300) int maxGap,
      @ForAll long seed) {
    Backoff backoff =
        new Backoff(
            new Random(seed)::nextDouble, Timing.DEFAULT.withMaxGap(Duration.ofSeconds(maxGap)));
    for (int attempt = 1; attempt <= failures; attempt++) {
      long bound = Math.min(maxGap, 1L << Math.min(attempt, 30));

      assertThat(backoff.next(RetryRule.LATER).orElseThrow())
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(bound));
    }
  }

  @Property(tries = 200, seed = "7")
  @Tag("CL-003")
  void givenAReconnectCode_onlyTheFirstAttemptIsSoon(@ForAll long seed) {
    Backoff backoff = new Backoff(new Random(seed)::nextDouble, Timing.DEFAULT);

    assertThat(backoff.next(RetryRule.SOON).orElseThrow())
        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(backoff.next(RetryRule.SOON).orElseThrow())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }
}
