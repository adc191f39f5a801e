package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final long LOOK = Duration.ofMillis(250).toNanos();

  private long now = 7;
  private final Pause pause = new Pause(2, now);

  private boolean lookAfter(long nanos) {
    now += nanos;
    return pause.isOver(now);
  }

  @Test
  @Tag("WS-111")
  void givenALoopThatRuns_whatIsDueIsDoneAtOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(lookAfter(i % 2 == 0 ? LOOK : 3 * LOOK)).isTrue();
    }
  }

  @Test
  @Tag("WS-111")
  void givenAStandstill_itListensForItsRoundsFirst() {
    lookAfter(LOOK);
    assertThat(lookAfter(100 * LOOK)).isFalse();
    assertThat(lookAfter(LOOK)).isFalse();
    assertThat(lookAfter(LOOK)).isTrue();
    assertThat(lookAfter(LOOK)).isTrue();
  }

  @Test
  @Tag("WS-111")
  void givenALoopThatNeverComesRoundInTime_whatIsDueIsDoneAllTheSame() {
    int done = 0;
    for (int i = 0; i < 30; i++) {
      done += lookAfter(5 * LOOK) ? 1 : 0;
    }
    assertThat(done).isEqualTo(10);
  }
}
