package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.socket.Heartbeat.Due;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activity 120 s, pong 30 s, as every app has that sets nothing. */
class HeartbeatTest {
  private static final long KEEP_ALIVE = seconds(25);
  // The monotonic clock may stand anywhere, and pass its greatest number.
  private static final long BEGAN = Long.MAX_VALUE - seconds(100);

  private final Heartbeat heartbeat =
      new Heartbeat(Settings.DEFAULTS, Limits.DEFAULTS, KEEP_ALIVE, BEGAN);

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private Due at(long seconds) {
    return heartbeat.due(BEGAN + seconds(seconds));
  }

  @Test
  @Tag("WS-110")
  @Tag("WS-033")
  void givenAClientThatSaysNothing_itIsPingedAllTheWayToItsEnd() {
    for (long second = 1; second < 150; second++) {
      boolean isPing = second < 120 ? second % 25 == 0 : (second - 120) % 25 == 0;
      assertThat(at(second)).as("second %d", second).isEqualTo(isPing ? Due.PING : Due.NOTHING);
    }
    assertThat(at(150)).isEqualTo(Due.PONG_MISSING);
  }

  @ParameterizedTest
  @Tag("WS-111")
  @ValueSource(longs = {121, 150, 151, 155, 3600, 86_400})
  void givenAPauseOfAnyLength_thePongHasItsTimeFromThePingOn(long pause) {
    assertThat(at(pause)).isEqualTo(Due.PING);
    assertThat(at(pause + 1)).isEqualTo(Due.NOTHING);
    assertThat(at(pause + 25)).isEqualTo(Due.PING);
    assertThat(at(pause + 29)).isEqualTo(Due.NOTHING);
    assertThat(at(pause + 30)).isEqualTo(Due.PONG_MISSING);
  }

  @Test
  @Tag("WS-111")
  void givenAClientThatWasIdleBeforeAPause_itIsAskedFirst() {
    for (long second = 25; second <= 100; second += 25) {
      assertThat(at(second)).isEqualTo(Due.PING);
    }
    assertThat(at(119)).isEqualTo(Due.NOTHING);
    assertThat(at(119 + 31)).isEqualTo(Due.PING);
    assertThat(at(119 + 31 + 29)).isNotEqualTo(Due.PONG_MISSING);
  }

  @Test
  @Tag("WS-110")
  void givenASignOfLife_theSilenceBeginsAnew() {
    heartbeat.active(BEGAN + seconds(24));
    assertThat(at(25)).isEqualTo(Due.NOTHING);
    assertThat(at(48)).isEqualTo(Due.NOTHING);
    assertThat(at(49)).isEqualTo(Due.PING);
  }

  @Test
  @Tag("WS-110")
  void givenAnyState_nothingIsDueBeforeTheTimeItNames() {
    for (long now = 0; now < seconds(150); now += seconds(1) / 2) {
      long next = heartbeat.nextDue() - BEGAN;
      Due due = heartbeat.due(BEGAN + now);
      assertThat(due != Due.NOTHING).as("at %d", now).isEqualTo(now >= next);
    }
  }

  @Test
  @Tag("WS-110")
  void givenManyWhoCameTogether_theirPingsAreSpreadOverTheLastFifth() {
    Random random = new Random(1);
    int[] perSecond = new int[25];
    for (int i = 0; i < 10_000; i++) {
      long nanos = KeepAlive.DEFAULT.nanosOf(SocketId.drawnFrom(random));
      assertThat(nanos).isBetween(seconds(20), seconds(25));
      perSecond[(int) ((nanos - 1) / seconds(1))]++;
    }
    for (int second = 20; second < 25; second++) {
      assertThat(perSecond[second]).isBetween(1_800, 2_200);
    }
  }

  @Test
  @Tag("WS-110")
  void givenZeroSeconds_nothingIsSentBeforeTheActivityTimeout() {
    long never = new KeepAlive(Duration.ZERO).nanosOf(SocketId.drawnFrom(new Random(1)));
    Heartbeat quiet = new Heartbeat(Settings.DEFAULTS, Limits.DEFAULTS, never, BEGAN);
    assertThat(quiet.due(BEGAN + seconds(119))).isEqualTo(Due.NOTHING);
    assertThat(quiet.due(BEGAN + seconds(120))).isEqualTo(Due.PING);
  }
}
