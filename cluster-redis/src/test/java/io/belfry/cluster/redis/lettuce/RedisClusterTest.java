package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.RedisClusterGroup;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.server.config.EngineAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Partitions on the masters of a real Redis Cluster, whose masters die and whose slots move. */
@OnEngine
class RedisClusterTest {
  private static final Operation ORDER = new Operation.Order(new byte[] {1});

  private final Layout layout = new Layout("test", 16);
  private final RedisClusterGroup group;
  private final Places places;
  private final List<EngineScene> partitions;

  RedisClusterTest(EngineKind kind) {
    group = new RedisClusterGroup(kind);
    places = new Places(EngineSettings.of(EngineAddress.of(group.url())), layout);
    partitions =
        IntStream.range(0, layout.partitions())
            .mapToObj(partition -> new EngineScene(places, partition, 10).linked())
            .toList();
  }

  @AfterEach
  void close() {
    partitions.forEach(EngineScene::close);
    places.close();
    group.close();
  }

  private int slot(int partition) {
    String prefix = layout.prefix(partition);
    return Layout.slot(prefix.substring(prefix.indexOf('{') + 1, prefix.indexOf('}')));
  }

  private List<EngineScene> at(int master) {
    return IntStream.range(0, layout.partitions())
        .filter(partition -> group.masterOf(slot(partition)) == master)
        .mapToObj(partitions::get)
        .toList();
  }

  @Test
  void givenPartitionsOnAllMasters_eachIsServed() {
    assertThat(at(0)).isNotEmpty();
    assertThat(at(1)).isNotEmpty();
    assertThat(at(2)).isNotEmpty();

    for (EngineScene partition : partitions) {
      partition.step(ORDER);
      assertThat(partition.told()).hasSize(1);
    }
  }

  @Test
  void givenAMasterThatIsKilled_onlyItsPartitionsAreLostAndFoundAgain() {
    List<EngineScene> lost = at(1);
    group.master(1).killReplicated();

    for (EngineScene partition : lost) {
      partition.loss();
    }
    for (EngineScene partition : lost) {
      partition.openAtLast();
      assertThat(partition.hello(Coming.AGAIN)).isInstanceOf(HelloAnswer.Welcome.class);
    }
    for (EngineScene partition : partitions) {
      assertThat(partition.beat()).isInstanceOf(BeatAnswer.Alive.class);
      assertThat(partition.hasHeardNothing()).isTrue();
    }
  }

  @Test
  void givenASlotThatMoves_itsPartitionWaitsAndFollowsWhileTheOthersGoOn() {
    EngineScene moving = partitions.get(0);
    int slot = slot(0);
    int from = group.masterOf(slot);
    int to = (from + 1) % 3;
    moving.step(ORDER);
    moving.told();
    group.beginToMove(slot, from, to);

    // It depends on the key that has gone first whether the call or the script is refused.
    assertThatThrownBy(moving::beat)
        .extracting(Failures::words)
        .asString()
        .matches("(ASK .*|.*non local key.*)");
    moving.giveUp();
    for (EngineScene other : partitions.subList(1, partitions.size())) {
      assertThat(other.beat()).isInstanceOf(BeatAnswer.Alive.class);
      assertThat(other.hasHeardNothing()).isTrue();
    }
    moving.open();
    assertThatThrownBy(() -> moving.hello(Coming.AGAIN)).isInstanceOf(AssertionError.class);
    group.endMoving(slot, from, to);

    moving.loss();
    moving.openAtLast();
    HelloAnswer.Welcome welcome = (HelloAnswer.Welcome) moving.hello(Coming.AGAIN);
    assertThat(welcome.lastStep()).isOne();
    moving.step(ORDER);
    assertThat(moving.bundle().number()).isEqualTo(2);
    for (EngineScene other : partitions.subList(1, partitions.size())) {
      assertThat(other.beat()).isInstanceOf(BeatAnswer.Alive.class);
      assertThat(other.hasHeardNothing()).isTrue();
    }
  }
}
