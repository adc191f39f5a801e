package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the scripts decide as time goes by: leases, what is put off, webhooks, changed engines. */
@OnEngine
class ScriptTimeTest {
  private static final String ROOM = "1:1presence-room";
  private static final String ANN = "1:1ann";
  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final ScriptedNode a;
  private final ScriptedNode b;

  /** Two nodes of a settled partition. */
  ScriptTimeTest(EngineKind kind) {
    engine = kind.start();
    partition = new ScriptedPartition(engine.url());
    a = partition.node("a");
    b = partition.node("b");
    a.does("A", "1", "1:3000:3000:3000");
    partition.settle();
  }

  @AfterEach
  void close() {
    partition.close();
    engine.close();
  }

  private void bothInTheRoom() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1);
    b.step("C", ROOM, 1, 0, "J", ROOM, "bob", "", -1);
    a.heard();
    b.heard();
    partition.hooks();
  }

  @Test
  @Tag("CLU-005")
  void givenANewNode_itBeginsWithStepZero() {
    assertThat(partition.stranger("c").hello("new"))
        .containsExactly("OK", 0L, 0L, "0-0", "a1", partition.time);
    assertThat(partition.stranger("d").hello("again")).containsExactly("GONE");
    a.does("C", ROOM, 1, 1);
    assertThat(a.hello("again").subList(0, 3)).containsExactly("OK", 2L, 1L);
  }

  @Test
  @Tag("CLU-015")
  void givenADeadNode_itIsRetiredAfterItsLeaseAndEachEndComesOnce() {
    bothInTheRoom();
    a.dies();

    partition.pass(2_500);
    assertThat(b.heard()).isEmpty();
    partition.pass(1_000);
    assertThat(b.heard()).containsExactly("- " + ROOM + " ann");
    assertThat(partition.hooks()).isEmpty();
    partition.pass(3_500);
    assertThat(partition.hooks())
        .containsExactlyInAnyOrder("member_removed presence-room ann", "user_offline ann");
    assertThat(partition.dump().keySet()).noneMatch(key -> key.contains(a.id()));
    assertThat(a.tryStep(2, 3, "C", ROOM, 1, 0)).containsExactly("LOST", -1L);
    assertThat(a.beat()).containsExactly("LOST");
  }

  @Test
  @Tag("CLU-015")
  void givenANodeWhoseOwnLeaseHadRunOut_itRetiresNobodyForAWholeLease() {
    bothInTheRoom();
    a.dies();
    b.dies();
    partition.time += 900;
    ScriptedNode c = partition.node("c");
    partition.pass(2_500);
    c.dies();

    b.beat();
    assertThat(partition.exists("n:" + a.id())).isTrue();
    b.alive = true;
    partition.pass(2_500);
    assertThat(partition.exists("n:" + a.id())).isTrue();
    partition.pass(500);
    assertThat(partition.exists("n:" + a.id())).isFalse();
  }

  @Test
  @Tag("CLU-014")
  void givenAnEngineWhoseClockJumps_nobodyIsRetiredAndTimeNeverGoesBack() {
    bothInTheRoom();
    long before = partitionTime();

    partition.time += 86_400_000;
    partition.pass(500);
    assertThat(partitionTime()).isBetween(before + 1, before + 2_000);
    before = partitionTime();
    partition.time -= 2 * 86_400_000L;
    partition.pass(500);
    assertThat(partitionTime()).isBetween(before, before + 1_000);
    partition.pass(10_000);
    assertThat(a.beat()).startsWith("OK");
    assertThat(a.heard()).isEmpty();
  }

  private long partitionTime() {
    return Long.parseLong(partition.hash("meta").get("time"));
  }

  @Test
  @Tag("CLU-016")
  void givenAnUnsettledPartition_whoLeavesIsTakenAwayOnlyAfterwards() {
    bothInTheRoom();
    partition.run = "b2";
    a.hello("again");
    b.hello("again");

    a.step("L", ROOM, "ann", "C", ROOM, -1, 0, "U", ANN, -1, -1);
    assertThat(b.does("R", ROOM))
        .isEqualTo(List.of(List.of("ann", "0:1:", "bob", "1:2:"), "", -2L, 3_000L, -1L));
    partition.pass(2_500);
    assertThat(b.heard()).isEmpty();
    partition.pass(500);
    assertThat(b.heard()).containsExactly("- " + ROOM + " ann");
    assertThat(partition.hooks()).containsExactly("user_offline ann");
  }

  @Test
  @Tag("CLU-016")
  void givenAMemberWhoIsBackBeforeThePartitionIsSettled_nothingIsSeenOfIt() {
    bothInTheRoom();
    partition.run = "b2";
    a.hello("again");
    a.does("L", ROOM, "ann");

    assertThat(b.does("J", ROOM, "ann", "other", -1)).isEqualTo(0L);
    partition.pass(10_000);
    assertThat(b.heard()).isEmpty();
    assertThat(partition.hooks()).isEmpty();
    assertThat(partition.hash("m:" + ROOM)).containsEntry("ann", "1:1:");
  }

  @Test
  @Tag("CLU-016")
  void givenANodeThatIsStillSayingEverything_nobodyIsTakenAway() {
    bothInTheRoom();
    ScriptedNode c = partition.stranger("c");
    c.hello("restoring");
    a.does("L", ROOM, "ann");

    partition.pass(9_000);
    assertThat(b.heard()).isEmpty();
    c.does("Z");
    partition.pass(1_500);
    assertThat(b.heard()).containsExactly("- " + ROOM + " ann");
  }

  @Test
  @Tag("CLU-016")
  void givenWhatIsDueInAnUnsettledPartition_itWaits() {
    bothInTheRoom();
    a.step("C", ROOM, -1, 0, "L", ROOM, "ann");
    b.step("L", ROOM, "bob", "C", ROOM, -1, 0);
    partition.pass(2_500);

    partition.run = "b2";
    a.hello("again");
    partition.pass(2_500);
    assertThat(partition.hooks()).isEmpty();
    partition.pass(500);
    assertThat(partition.hooks())
        .containsExactlyInAnyOrder(
            "member_removed presence-room ann",
            "member_removed presence-room bob",
            "channel_vacated presence-room");
  }

  @Test
  @Tag("CLU-017")
  void givenAnotherEngineProcess_thePartitionIsUnsettledFromTheFirstHelloOn() {
    bothInTheRoom();
    partition.run = "b2";
    assertThat(b.hello("again").get(4)).isEqualTo("b2");

    List<?> reading = (List<?>) b.does("R", ROOM);
    assertThat(reading.get(3)).isEqualTo(3_000L);
    assertThat(b.does("P", "c" + ROOM, "hello")).isEqualTo(0L);
  }

  @Test
  @Tag("CLU-018")
  void givenATotalLoss_nothingIsPublishedUntilItIsRebuilt() {
    bothInTheRoom();
    partition.redis.flushall();
    assertThat(a.tryStep(2, 3, "P", "c" + ROOM, "hello")).containsExactly("LOST", -1L);
    a.beginAnew();
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1);

    for (Script script : List.of(Script.STEPS, Script.PUBLICATIONS)) {
      a.script = script;
      assertThat(a.step("P", "c" + ROOM, "hello", "E", "1:1cache-x", "", "text", 60_000, 1_000))
          .containsExactly(1L, 1L);
    }
    assertThat(a.heard()).containsExactly("+ " + ROOM + " ann");
    assertThat(partition.exists("e:1:1cache-x")).isFalse();
    a.script = Script.STEPS;
    a.does("Z");
    b.dies();
    partition.pass(4_000);
    assertThat(a.does("P", "c" + ROOM, "hello")).isEqualTo(0L);
  }

  @Test
  @Tag("CLU-034")
  void givenATotalLoss_whatIsSaidAgainRaisesNoWebhook() {
    bothInTheRoom();
    partition.redis.flushall();
    a.beginAnew();
    a.step("A", "1", "1:3000:3000:3000", "C", ROOM, 1, 0, "J", ROOM, "ann", "", -1);
    a.step("U", ANN, 1, -1, "Z", "D", "a.0");
    a.restoring = false;
    a.does("J", ROOM, "eve", "", -1);

    b.dies();
    partition.pass(8_000);
    assertThat(partition.hooks()).containsExactly("member_added presence-room eve");
  }

  @Test
  @Tag("CLU-025")
  void givenANodeThatBeginsAnew_onlyWhatIsGoneIsTakenAway() {
    bothInTheRoom();
    a.does("J", ROOM, "old", "", -1);
    b.heard();
    String before = a.id();
    a.beginAnew();
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1, "Z", "D", before);
    a.restoring = false;

    partition.pass(8_000);
    assertThat(b.heard()).containsExactly("- " + ROOM + " old");
    assertThat(partition.hooks())
        .containsExactly("member_added presence-room old", "member_removed presence-room old");
    assertThat(partition.hash("c:" + ROOM)).isEqualTo(Map.of(a.id(), "1", b.id(), "1"));
    assertThat(partition.exists("n:" + before)).isFalse();
  }

  @Test
  @Tag("CLU-019")
  void givenABeat_itSaysHowManyHoldingsAreKnown() {
    bothInTheRoom();

    assertThat(a.beat())
        .containsExactly(
            "OK", 2L, a.lastBundle(), "0-0", 0L, 2L, 0L, 3L, 0L, 0L, 0L, 0L, partition.time);
  }

  private void aHasManyMembers() {
    for (int i = 0; i < 1_024; i += 64) {
      List<Object> members = new ArrayList<>();
      for (int j = i; j < i + 64; j++) {
        members.addAll(List.of("J", ROOM, "user" + j, "", -1));
      }
      a.step(members.toArray());
    }
  }

  @Test
  @Tag("CLU-011")
  void givenANodeWithManyHoldingsThatGoesDown_itSaysGoodbyeUntilNothingIsLeft() {
    aHasManyMembers();
    b.does("C", ROOM, 1, 0);

    assertThat(a.bye()).containsExactly("OK", 1L);
    assertThat(b.heard()).hasSize(500);
    assertThat(a.bye()).containsExactly("OK", 1L);
    assertThat(b.heard()).hasSize(500);
    assertThat(a.bye()).containsExactly("OK", 0L);
    assertThat(b.heard()).hasSize(24);
    assertThat(partition.exists("dying")).isFalse();
    assertThat(partition.exists("n:" + a.id())).isFalse();
    assertThat(partition.hash("m:" + ROOM)).isEmpty();
  }

  @Test
  @Tag("CLU-011")
  void givenANodeWithManyHoldings_itIsTakenApartInPieces() {
    aHasManyMembers();
    b.does("C", ROOM, 1, 0);
    a.bye();

    assertThat(b.heard()).hasSize(500);
    assertThat(b.beat().get(4)).isEqualTo(1L);
    assertThat(b.heard()).hasSize(500);
    assertThat(b.beat().get(4)).isEqualTo(0L);
    assertThat(b.heard()).hasSize(24);
    assertThat(partition.hash("m:" + ROOM)).isEmpty();
    partition.hooks();
    partition.time += 900;
    b.beat();
    partition.time += 900;
    b.beat();
    partition.time += 900;
    b.beat();
    partition.time += 900;
    assertThat(b.beat().get(4)).isEqualTo(1L);
    assertThat(partition.hooks()).hasSize(500);
    partition.pass(500);
    assertThat(partition.hooks()).hasSize(500);
    partition.pass(500);
    assertThat(partition.hooks()).hasSize(24);
  }

  @Test
  @Tag("CLU-060")
  void givenChangesOfAllKinds_eachWebhookIsRaisedOnce() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1);
    b.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1);
    assertThat(partition.hooks())
        .containsExactly(
            "channel_occupied presence-room", "member_added presence-room ann", "user_online ann");

    a.step("L", ROOM, "ann", "C", ROOM, -1, 0, "U", ANN, -1, -1);
    b.step("L", ROOM, "ann", "C", ROOM, -1, 0, "U", ANN, -1, -1);
    partition.pass(2_500);
    assertThat(partition.hooks()).isEmpty();
    partition.pass(1_000);
    assertThat(partition.hooks())
        .containsExactlyInAnyOrder(
            "channel_vacated presence-room",
            "member_removed presence-room ann",
            "user_offline ann");
    partition.pass(5_000);
    assertThat(partition.hooks()).isEmpty();
  }

  @Test
  @Tag("CLU-060")
  void givenWhoIsBackWithinTheDelay_neitherEndNorBeginningIsRaised() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1);
    partition.hooks();
    a.step("L", ROOM, "ann", "C", ROOM, -1, 0, "U", ANN, -1, -1);
    partition.pass(2_000);
    b.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1);

    partition.pass(10_000);
    assertThat(partition.hooks()).isEmpty();
  }

  @Test
  @Tag("CLU-060")
  void givenAnAppWithoutWebhooks_noneIsRaisedOrPutOff() {
    a.step("A", "1", "", "C", ROOM, 1, 1, "J", ROOM, "ann", "", -1, "X", ROOM, "event", "M", ROOM);
    a.step("L", ROOM, "ann", "C", ROOM, -1, 0);

    assertThat(partition.exists("due")).isFalse();
    assertThat(partition.hooks()).isEmpty();
  }

  @Test
  @Tag("CLU-061")
  void givenNodesThatWouldSend_oneIsTheSenderUntilItIsGone() {
    assertThat(b.beatWillingly().get(6)).isEqualTo(1L);
    assertThat(a.beatWillingly().get(6)).isEqualTo(0L);

    a.step("X", "1:1room", "an event", "X", "1:1room", "another");
    assertThat(partition.hooks())
        .containsExactly("client_event room an event", "client_event room another");
    assertThat(b.heard()).containsExactly("H");
    assertThat(a.heard()).isEmpty();

    assertThat(b.beat().get(6)).isEqualTo(0L);
    assertThat(b.beatWillingly().get(6)).isEqualTo(1L);
    b.dies();
    partition.pass(3_500);
    assertThat(a.beatWillingly().get(6)).isEqualTo(1L);
    a.bye();
    assertThat(partition.hash("meta")).doesNotContainKey("sender");
  }

  @Test
  @Tag("CLU-061")
  void givenASenderThatGoesDown_theOneThatHasBeatenLastIsNudged() {
    ScriptedNode c = partition.node("c");
    assertThat(a.beatWillingly().get(6)).isEqualTo(1L);
    partition.time++;
    b.beat();
    a.bye();

    assertThat(b.heard()).containsExactly("H");
    assertThat(c.heard()).isEmpty();
    assertThat(b.beatWillingly().get(6)).isEqualTo(1L);
    c.bye();
    assertThat(b.heard()).isEmpty();
  }

  @Test
  @Tag("CLU-004")
  void givenNodesOfAnotherLayout_aNodeIsRefused() {
    List<Object> answer = partition.call(Script.MODES, "hello", "c.0", "new", 3000, "host", "1/32");

    assertThat(answer.stream().map(ScriptedPartition::text)).containsExactly("LAYOUT", "1/16");
    assertThat(partition.exists("n:c.0")).isFalse();
    a.bye();
    b.bye();
    answer = partition.call(Script.MODES, "hello", "c.0", "new", 3000, "host", "1/32");
    assertThat(answer.stream().map(ScriptedPartition::text)).startsWith("OK");
  }

  @Test
  @Tag("CLU-004")
  void givenAnEngineThatEvictsWhatDoesNotExpire_aNodeIsRefused() {
    partition.redis.configSet("maxmemory-policy", "allkeys-lru");
    Map<String, String> before = partition.dump();

    assertThat(partition.stranger("c").hello("new")).containsExactly("EVICTS", "allkeys-lru");
    assertThat(partition.dump()).isEqualTo(before);
    partition.redis.configSet("maxmemory-policy", "volatile-lru");
    assertThat(partition.stranger("c").hello("new")).startsWith("OK");
    partition.redis.configSet("maxmemory-policy", "noeviction");
  }

  @Test
  @Tag("CLU-012")
  void givenNoClock_theEnginesOwnTimeAndRunCountAndBundlesAreSent() throws InterruptedException {
    byte[] inbox = ScriptedPartition.bytes(partition.prefix + "i:e.0");
    BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    try (RedisClient client = RedisClient.create(engine.url());
        StatefulRedisPubSubConnection<byte[], byte[]> listening =
            client.connectPubSub(ByteArrayCodec.INSTANCE)) {
      listening.addListener(
          new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void smessage(byte[] channel, byte[] message) {
              arrived.add(message);
            }
          });
      listening.sync().ssubscribe(inbox);
      List<Object> hello =
          partition.raw(Script.MODES, "", "hello", "e.0", "new", 3000, "host", "1/16");
      String run = partition.redis.info("server").replaceAll("(?s).*run_id:(\\w+).*", "$1");
      assertThat(ScriptedPartition.text(hello.get(4))).isEqualTo(run);
      assertThat((Long) hello.get(5)).isGreaterThan(1_600_000_000_000L);

      partition.raw(
          Script.STEPS, "", "step", "e.0", 0, 1, 0, "C", ROOM, 1, 0, "P", "c" + ROOM, "hello");

      byte[] bundle = arrived.poll(10, TimeUnit.SECONDS);
      assertThat(ScriptedPartition.entries(bundle)).containsExactly("E c" + ROOM + " hello");
      assertThat(bundle).startsWith(0, 0, 0, 0, 0, 0, 0, 1);
    }
  }
}
