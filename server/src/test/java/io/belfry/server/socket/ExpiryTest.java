package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import io.belfry.server.setting.Setting.Settings;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private static final Settings SETTINGS = TestServer.apps().get(0).settings();

  private static long endOf(Duration life, SplittableRandom random) {
    return Expiry.of(life, SETTINGS, false, 0, random).nextDue();
  }

  @Test
  @Tag("USR-040")
  void givenAThousandSessionsOfOneMoment_theyEndSpreadOverTheLastMinuteAndNoneLater() {
    SplittableRandom random = new SplittableRandom(1);
    int[] inTenSeconds = new int[6];
    for (int i = 0; i < 1_000; i++) {
      long end = Duration.ofNanos(endOf(Duration.ofHours(1), random)).toMillis();
      assertThat(end).isBetween(3_540_000L, 3_600_000L);
      inTenSeconds[(int) Math.min(5, (end - 3_540_000) / 10_000)]++;
    }
    for (int ended : inTenSeconds) {
      assertThat(ended).isBetween(100, 250);
    }
  }

  @Test
  @Tag("USR-040")
  void givenAShortLife_theLastTenthOfItIsSpread() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      long end = Duration.ofNanos(endOf(Duration.ofSeconds(100), random)).toMillis();
      assertThat(end).isBetween(90_000L, 100_000L);
    }
  }

  @Test
  @Tag("USR-044")
  void givenALifeOfCenturies_itsEndDoesNotOverflow() {
    assertThat(endOf(Duration.ofSeconds(99_999_999_999L), new SplittableRandom(1)))
        .isGreaterThan(Duration.ofDays(36_000).toNanos());
  }
}
