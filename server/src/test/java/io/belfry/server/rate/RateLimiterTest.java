package io.belfry.server.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualClock clock = new ManualClock();

  @Test
  @Tag("LIM-012")
  void givenASteadyCallerAtTheLimit_itIsNeverRefused() {
    RateLimiter limiter = new RateLimiter(10, 10, clock::nanoTime);
    for (int i = 0; i < 1_000; i++) {
      assertThat(limiter.tryTake()).isTrue();
      clock.advance(Duration.ofMillis(100));
    }
  }

  @Test
  @Tag("LIM-012")
  void givenABurst_itPassesAsFarAsStatedAndNoFurther() {
    RateLimiter limiter = new RateLimiter(10, 20, clock::nanoTime);
    for (int i = 0; i < 20; i++) {
      assertThat(limiter.tryTake()).isTrue();
    }
    assertThat(limiter.tryTake()).isFalse();
    clock.advance(Duration.ofDays(30));
    for (int i = 0; i < 20; i++) {
      assertThat(limiter.tryTake()).isTrue();
    }
    assertThat(limiter.tryTake()).isFalse();
  }

  @Test
  @Tag("LIM-002")
  void givenMinusOneOrZero_itTakesEverythingOrNothing() {
    Limits none = Limits.DEFAULTS.with(Map.of(Limit.CLIENT_EVENTS_PER_SECOND, 0L));
    assertThat(RateLimiter.of(none, Limit.CLIENT_EVENTS_PER_SECOND, clock::nanoTime).tryTake())
        .isFalse();
    assertThat(none.allows(Limit.MAX_BATCH_SIZE, 10)).isTrue();
    assertThat(none.allows(Limit.MAX_BATCH_SIZE, 11)).isFalse();
    Limits all = Limits.DEFAULTS.with(Map.of(Limit.CLIENT_EVENTS_PER_SECOND, -1L));
    RateLimiter limiter = RateLimiter.of(all, Limit.CLIENT_EVENTS_PER_SECOND, clock::nanoTime);
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.tryTake()).isTrue();
    }
    assertThat(all.allows(Limit.MAX_CONNECTIONS, Long.MAX_VALUE)).isTrue();
  }
}
