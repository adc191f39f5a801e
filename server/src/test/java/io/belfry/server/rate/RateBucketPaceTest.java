package io.belfry.server.rate;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

class RateBucketPaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Property(tries = 200, seed = "5")
  @Tag("LIM-012")
  void givenACallerThatKeepsToThePace_itIsNeverRefused(
      @ForAll @IntRange(min = 1, max = 5_000) int perSecond, @ForAll long start) {
    RateBucket bucket = new RateBucket(start);
    for (int i = 0; i < perSecond * 2; i++) {
      long now = start + SECOND * i / perSecond;
      assertThat(bucket.take(1, perSecond, now).isTaken()).isTrue();
    }
  }

  @Property(tries = 200, seed = "5")
  @Tag("LIM-010")
  @Tag("LIM-012")
  void givenAnyTakes_noMoreThanTheBurstAndThePacePass(
      @ForAll @IntRange(min = 1, max = 100) int perSecond,
      @ForAll @IntRange(min = 1, max = 150) int tokens,
      @ForAll @IntRange(min = 1, max = 400) int stepMillis) {
    RateBucket bucket = new RateBucket(0);
    long taken = 0;
    for (long now = 0; now <= 10 * SECOND; now += stepMillis * 1_000_000L) {
      RateBucket.Take take = bucket.take(tokens, perSecond, now);
      taken += take.isTaken() ? tokens : 0;
      assertThat(take.waitSeconds()).isPositive();
      assertThat(take.left()).isBetween(0L, (long) perSecond);
    }
    assertThat(taken).isLessThanOrEqualTo(11L * perSecond + 1);
  }
}
