package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scripts beside what nodes of a later version have left in the engine. */
@OnEngine
class ScriptVersionsTest {
  private static final String ROOM = "1:1presence-room";
  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final ScriptedNode a;
  private final ScriptedNode later;

  /** Two nodes of a settled partition. */
  ScriptVersionsTest(EngineKind kind) {
    engine = kind.start();
    partition = new ScriptedPartition(engine.url());
    a = partition.node("a");
    later = partition.node("later");
    partition.settle();
  }

  @AfterEach
  void close() {
    partition.close();
    engine.close();
  }

  private static byte[] bytes(String text) {
    return ScriptedPartition.bytes(text);
  }

  private byte[] key(String name) {
    return bytes(partition.prefix + name);
  }

  private void isPutOff(String what, long millis) {
    partition.redis.zadd(key("due"), (double) (partition.time + millis), bytes(what));
  }

  @Test
  @Tag("CLU-070")
  void givenSettingsOfAnAppWithMoreBehind_thoseThatAreKnownCount() {
    partition.redis.hset(key("apps"), bytes("1"), bytes("1:0:1000:0:yes:7"));
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1);
    a.does("L", ROOM, "ann");

    assertThat(partition.hooks())
        .containsExactly("channel_occupied presence-room", "member_added presence-room ann");
    partition.pass(1_500);
    assertThat(partition.hooks()).containsExactly("member_removed presence-room ann");
  }

  @Test
  @Tag("CLU-011")
  void givenSettingsOfAnAppThatMakeNoSense_nothingIsRaisedAndNothingFails() {
    partition.redis.hset(key("apps"), bytes("1"), bytes("yes"));
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", "1:1ann", 1, -1);
    a.step("L", ROOM, "ann", "C", ROOM, -1, 0, "U", "1:1ann", -1, -1);

    assertThat(partition.hooks()).isEmpty();
    assertThat(partition.exists("c:" + ROOM)).isFalse();
  }

  @Test
  @Tag("CLU-070")
  void givenSomethingDueOfAnUnknownKind_theRestIsDoneAndItWaitsForOneThatKnowsIt() {
    a.does("A", "1", "1:1000:0:0");
    a.step("C", ROOM, 1, 0);
    a.does("C", ROOM, -1, 0);
    isPutOff("Zsomething", 0);
    partition.hooks();
    partition.pass(2_000);

    assertThat(partition.hooks()).containsExactly("channel_vacated presence-room");
    assertThat(partition.redis.zscore(key("due"), bytes("Zsomething"))).isNotNull();
    assertThat(a.heard()).isEmpty();
  }

  @Test
  @Tag("CLU-070")
  void givenSomethingDueThatNobodyKnowsForAMinute_itIsTakenOutAndCounted() {
    isPutOff("Zsomething", 0);
    later.dies();
    partition.pass(61_000);

    assertThat(partition.exists("due")).isFalse();
    assertThat(a.heard()).containsExactly("? Z");
  }

  @Test
  @Tag("CLU-070")
  void givenADeadNodeWithHoldingsOfAnUnknownKind_theyArePassedOverAndCounted() {
    a.does("C", ROOM, 1, 0);
    later.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1);
    partition.redis.sadd(key("h:" + later.id()), bytes("Zsomething"));
    a.heard();
    later.dies();
    partition.pass(4_000);

    assertThat(a.heard()).containsExactlyInAnyOrder("- " + ROOM + " ann", "? Z");
    assertThat(partition.exists("dying")).isFalse();
    assertThat(partition.exists("h:" + later.id())).isFalse();
  }

  @Test
  @Tag("CLU-070")
  void givenMoreFieldsInWhatIsKnownOfAPartitionAndOfANode_nothingMinds() {
    partition.redis.hset(key("meta"), bytes("later"), bytes("1"));
    partition.redis.hset(key("n:" + later.id()), bytes("later"), bytes("1"));
    a.step("C", ROOM, 1, 1);
    later.step("C", ROOM, 1, 1);
    partition.pass(1_000);

    assertThat(a.heard()).containsExactly("N " + ROOM + " 1", "N " + ROOM + " 2");
    assertThat(later.heard()).containsExactly("N " + ROOM + " 2");
  }
}
