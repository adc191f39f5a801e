package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.cluster.ClusterAdapter.Room;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a node makes of what it last heard of an app's connections. */
@Tag("CLU-052")
class ConnectionSharesTest {
  private static final String APP = "1";
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration GHOSTS = LEASE.plusSeconds(2);

  private final ManualClock clock = new ManualClock();
  private final List<Long> asked = new ArrayList<>();
  private long nodes = 3;
  private final ConnectionShares shares =
      new ConnectionShares(
          app -> nodes, (app, connections) -> asked.add(connections), clock::nanoTime, LEASE);

  private int admitted(long limit, int here) {
    int now = here;
    while (shares.room(APP, limit, now + 1) == Room.FREE) {
      now++;
    }
    return now - here;
  }

  private void learn(long here, long total, long limit) {
    shares.learned(APP, here, total, limit);
  }

  @Test
  void givenAnAppThatNothingIsKnownOf_oneIsAdmittedAndTheEngineIsAskedOnce() {
    assertThat(admitted(100, 0)).isEqualTo(1);
    assertThat(admitted(100, 1)).isZero();
    assertThat(asked).containsExactly(0L);
  }

  @Test
  void givenWhatIsLeft_aNodeAdmitsItsShareOfIt() {
    admitted(100, 0);
    learn(1, 40, 100);

    assertThat(admitted(100, 1)).isEqualTo(20);
    nodes = 1;
    assertThat(admitted(100, 1)).isEqualTo(60);
    assertThat(shares.room(APP, 100, 62)).isEqualTo(Room.NOT_NOW);
  }

  @Test
  void givenLessLeftThanThereAreNodes_eachMayAdmitOne() {
    admitted(100, 0);
    learn(1, 99, 100);

    assertThat(admitted(100, 1)).isEqualTo(1);
  }

  @Test
  void givenAShareThatIsHalfUsed_theEngineIsAskedAtOnceAndOnlyOnceAtATime() {
    admitted(100, 0);
    learn(1, 1, 100);
    asked.clear();

    assertThat(admitted(100, 1)).isEqualTo(33);
    assertThat(asked).containsExactly(17L);
    learn(17, 17, 100);
    assertThat(admitted(100, 34)).isEqualTo(11);
    assertThat(asked).containsExactly(17L, 34L);
  }

  @Test
  @Tag("LIM-031")
  void givenAFullApp_nobodyIsSentAwayForGoodWhileADeadNodeMayStillBeCounted() {
    admitted(100, 0);
    learn(1, 100, 100);
    assertThat(shares.room(APP, 100, 2)).isEqualTo(Room.NOT_NOW);
    clock.advance(GHOSTS.minusMillis(1));
    learn(1, 101, 100);
    assertThat(shares.room(APP, 100, 2)).isEqualTo(Room.NOT_NOW);
    clock.advance(Duration.ofMillis(1));

    assertThat(shares.room(APP, 100, 2)).isEqualTo(Room.FULL);
    learn(1, 99, 100);
    assertThat(shares.room(APP, 100, 2)).isEqualTo(Room.FREE);
    learn(2, 100, 100);
    assertThat(shares.room(APP, 100, 3)).isEqualTo(Room.NOT_NOW);
  }

  @Test
  void givenAFullApp_theEngineIsNotAskedForEachOfItsClients() {
    admitted(100, 0);
    learn(1, 100, 100);
    asked.clear();
    for (int i = 0; i < 50; i++) {
      assertThat(shares.room(APP, 100, 2)).isEqualTo(Room.NOT_NOW);
    }

    assertThat(asked).isEmpty();
    assertThat(shares.sought(app -> 1)).containsExactly(APP);
  }

  @Test
  void givenAnAppThatMayHaveNone_allAreSentAwayForGoodAndNobodyIsAsked() {
    assertThat(shares.room(APP, 0, 1)).isEqualTo(Room.FULL);
    assertThat(asked).isEmpty();
    assertThat(shares.sought(app -> 0)).isEmpty();
  }

  @Test
  void givenAnAppThatNobodyComesToForAMinute_itIsAskedForNoMoreAndForgottenWhereItHasNobody() {
    admitted(100, 0);
    learn(1, 100, 100);
    clock.advance(Duration.ofSeconds(61));
    assertThat(shares.sought(app -> 1)).isEmpty();
    assertThat(shares.room(APP, 100, 2)).as("who comes once a minute").isEqualTo(Room.NOT_NOW);
    assertThat(shares.sought(app -> 1)).containsExactly(APP);
    clock.advance(Duration.ofSeconds(61));
    assertThat(shares.sought(app -> 0)).isEmpty();
    asked.clear();

    assertThat(admitted(100, 0)).isEqualTo(1);
    assertThat(asked).containsExactly(0L);
  }

  @Test
  void givenWhatIsKnownNoMore_oneMayComeWhileTheEngineIsAsked() {
    admitted(100, 0);
    learn(1, 40, 100);
    clock.advance(Duration.ofSeconds(6));
    asked.clear();

    assertThat(admitted(100, 1)).isEqualTo(1);
    assertThat(asked).containsExactly(1L);
    learn(1, 40, 100);
    assertThat(admitted(100, 2)).isEqualTo(19);
  }

  @Test
  void givenALimitThatIsChanged_whatIsLeftOfTheNewOneCounts() {
    admitted(100, 0);
    learn(1, 10, 100);

    assertThat(admitted(13, 1)).isEqualTo(1);
    assertThat(admitted(9, 1)).isZero();
    assertThat(shares.room(APP, 9, 2)).isEqualTo(Room.NOT_NOW);
    assertThat(admitted(310, 1)).isEqualTo(100);
  }

  @Test
  void givenAHostileStormOnThreeNodesOverManySeconds_theLimitIsPassedByWhatALagAllows() {
    // Three nodes that hear one after the other, each admitting all that it may at once.
    List<ConnectionShares> cluster = new ArrayList<>();
    long[] here = new long[3];
    long[] told = new long[3];
    for (int i = 0; i < 3; i++) {
      cluster.add(new ConnectionShares(app -> 3, (app, count) -> {}, clock::nanoTime, LEASE));
    }
    long limit = 90;
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 3; i++) {
        while (cluster.get(i).room(APP, limit, here[i] + 1) == Room.FREE) {
          here[i]++;
        }
        told[i] = here[i];
        cluster.get(i).learned(APP, here[i], told[0] + told[1] + told[2], limit);
      }
      clock.advance(Duration.ofSeconds(1));
    }
    long all = here[0] + here[1] + here[2];

    assertThat(all).isBetween(limit, limit + limit / 2);
    for (int i = 0; i < 3; i++) {
      assertThat(cluster.get(i).room(APP, limit, here[i] + 1)).isEqualTo(Room.FULL);
    }
  }
}
