package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.SentinelGroup;
import io.belfry.cluster.redis.Waiting;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.server.config.EngineAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The master behind real sentinels, found and found again. */
@OnEngine
class SentinelTest {
  private final SentinelGroup group;
  private final Places places;
  private final EngineScene node;

  SentinelTest(EngineKind kind) {
    group = new SentinelGroup(kind);
    places = new Places(EngineSettings.of(EngineAddress.of(group.url())), new Layout("test", 16));
    node = new EngineScene(places, 5, 10);
  }

  @AfterEach
  void close() {
    node.close();
    places.close();
    group.close();
  }

  private HelloAnswer.Welcome welcome(Coming coming) {
    return (HelloAnswer.Welcome) node.hello(coming);
  }

  @Test
  void givenASentinelThatIsDown_theNextOneIsAsked() {
    group.sentinels().get(0).kill();

    node.linked();
    assertThat(node.beat()).isInstanceOf(BeatAnswer.Alive.class);
  }

  @Test
  @Tag("CLU-023")
  void givenAMasterThatIsKilled_theNodeFindsTheNewOneAndSeesThatItIsAnother() {
    node.open();
    String run = welcome(Coming.NEW).run();
    group.master().killReplicated();

    assertThat(node.loss()).hasMessageContaining("has ended");
    node.openAtLast();
    assertThat(welcome(Coming.AGAIN).run()).isNotEqualTo(run);
    assertThat(node.beat()).isInstanceOf(BeatAnswer.Alive.class);
  }

  @Test
  void givenAMasterThatBecomesAReplica_theNodeLeavesIt() {
    node.open();
    String run = welcome(Coming.NEW).run();
    group.failOver();

    // It hears of it by an answer, by the end of its connection, or by the sentinels.
    Waiting.until("the node has heard of it", () -> !node.hasHeardNothing() || !isServed());
    node.openAtLast();
    assertThat(welcome(Coming.AGAIN).run()).isNotEqualTo(run);
  }

  private boolean isServed() {
    try {
      return node.beat() instanceof BeatAnswer.Alive;
    } catch (AssertionError e) {
      return false;
    }
  }
}
