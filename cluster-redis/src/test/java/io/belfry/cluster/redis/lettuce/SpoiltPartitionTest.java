package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.server.config.EngineAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A partition that is lost alone, at a place where others are well. */
@OnEngine
class SpoiltPartitionTest {
  private static final int PARTITION = 3;
  private static final Layout LAYOUT = new Layout("test", 16);
  private static final String META = LAYOUT.prefix(PARTITION) + "meta";

  private final EngineProcess process;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final Places places;
  private final EngineScene a;

  SpoiltPartitionTest(EngineKind kind) {
    process = kind.start();
    client = RedisClient.create(process.url());
    redis = client.connect().sync();
    places = new Places(EngineSettings.of(EngineAddress.of(process.url())), LAYOUT);
    a = new EngineScene(places, PARTITION, 10).linked();
  }

  @AfterEach
  void close() {
    a.close();
    places.close();
    client.close();
    process.close();
  }

  private void spoil() {
    redis.rename(META, META + "-away");
    redis.set(META, "nothing that a script can use");
  }

  private void mend() {
    redis.rename(META + "-away", META);
  }

  @Test
  @Tag("CLU-042")
  void givenAPartitionWhoseKeyIsSpoilt_theOthersOfThePlaceStay() {
    EngineScene other = new EngineScene(places, PARTITION + 1, 12).linked();
    spoil();

    assertThat(a.engine.beat(new BeatCall(a.me, EngineScene.LEASE, Willingness.WILLING)))
        .failsWithin(Duration.ofSeconds(30));
    a.giveUp();
    other.beat();

    mend();
    a.openAtLast();
    assertThat(a.hello(Coming.AGAIN)).isInstanceOf(HelloAnswer.Welcome.class);
    other.close();
  }

  // The engine's word that an inbox was left comes when somebody is in it again.
  @Test
  @Tag("CLU-042")
  void givenWhoLeavesAPlaceAndComesBackAtOnce_theyAreNotLostByTheirLeaving() {
    EngineScene other = new EngineScene(places, PARTITION + 1, 12).linked();
    spoil();

    for (int i = 0; i < 50; i++) {
      assertThat(a.engine.beat(new BeatCall(a.me, EngineScene.LEASE, Willingness.WILLING)))
          .failsWithin(Duration.ofSeconds(30));
      a.giveUp();
      a.open();
    }

    mend();
    assertThat(a.hello(Coming.AGAIN)).isInstanceOf(HelloAnswer.Welcome.class);
    assertThat(a.hasNotBeenLost()).isTrue();
    other.close();
  }
}
