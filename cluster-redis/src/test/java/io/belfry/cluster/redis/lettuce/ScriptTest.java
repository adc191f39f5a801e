package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XAddArgs;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts make of holdings: each operation, in a real engine. */
@OnEngine
class ScriptTest {
  private static final String ROOM = "1:1presence-room";
  private static final String NEWS = "1:1cache-news";
  private static final String ANN = "1:1ann";
  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final ScriptedNode a;
  private final ScriptedNode b;

  /** Two nodes of a settled partition. */
  ScriptTest(EngineKind kind) {
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

  @Test
  @Tag("CLU-010")
  void givenAStepWhosePredecessorIsNotTheLastOne_itChangesNothing() {
    a.does("C", ROOM, 1, 0);
    Map<String, String> before = partition.dump();

    assertThat(a.tryStep(1, 2, "C", ROOM, 5, 1)).containsExactly("LOST", 2L);
    assertThat(a.tryStep(5, 6, "L", ROOM, "ann")).containsExactly("LOST", 2L);
    assertThat(partition.stranger("c").tryStep(0, 1, "C", ROOM, 5, 1)).containsExactly("LOST", -1L);
    assertThat(partition.dump()).isEqualTo(before);
  }

  @Test
  @Tag("CLU-010")
  void givenAStepThatWasTaken_itIsNotTakenTwice() {
    assertThat(a.tryStep(1, 2, "J", ROOM, "ann", "", -1)).startsWith("OK");

    assertThat(a.tryStep(1, 2, "J", ROOM, "ann", "", -1)).containsExactly("LOST", 2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?",
        "C",
        "C 1:1room one 0",
        "C 1:1room 1",
        "C room 1 0",
        "C 9:1room 1 0",
        "C 1:1 1 0",
        "C 1:1room 9999999999999999 0",
        "J 1:1room ann info",
        "J 1:1room ann info many",
        "L 1:1room",
        "U ann 1 1",
        "P 1:1room hello",
        "P d1:1room hello",
        "E 1:1room hello hello x 1",
        "R room",
        "S ann",
        "A 1 yes",
        "D a.0"
      })
  @Tag("CLU-011")
  void givenACallThatCannotBeUnderstood_nothingOfItIsDone(String last) {
    Map<String, String> before = partition.dump();
    List<Object> operations =
        Stream.<Object>concat(Stream.of("C", ROOM, "1", "0"), Stream.of(last.split(" "))).toList();

    assertThatThrownBy(() -> a.tryStep(1, 2, operations.toArray()))
        .isInstanceOf(RedisCommandExecutionException.class)
        .hasMessageContaining("nothing was done");
    assertThat(partition.dump()).isEqualTo(before);
  }

  @Test
  @Tag("CLU-011")
  void givenMoreOperationsThanACallMayHave_nothingOfItIsDone() {
    Object[] most = operations(64);
    a.step(most);

    assertThatThrownBy(() -> a.tryStep(2, 3, operations(65)))
        .hasMessageContaining("64 operations, not 65");
  }

  private static Object[] operations(int count) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(i -> Stream.<Object>of("C", "1:1room" + i, 1, 0))
        .toArray();
  }

  @Test
  @Tag("CLU-011")
  void givenAnEngineWithoutMemory_nothingOfACallIsDone() {
    Map<String, String> before = partition.dump();
    partition.redis.configSet("maxmemory", "1");

    assertThatThrownBy(() -> a.tryStep(1, 2, "L", ROOM, "ann", "C", ROOM, 1, 0))
        .hasMessageContaining("OOM");
    partition.redis.configSet("maxmemory", "0");
    assertThat(partition.dump()).isEqualTo(before);
  }

  @Test
  @Tag("CLU-012")
  void givenACallThatDecidesMuch_eachNodeIsToldInOneBundle() {
    a.does("C", ROOM, 1, 0);
    b.does("C", ROOM, 1, 0);

    b.step("J", ROOM, "ann", "{}", -1, "C", ROOM, 2, 1, "P", "c" + ROOM, "hello");

    List<String> told =
        List.of("+ " + ROOM + " ann {}", "N " + ROOM + " 3", "E c" + ROOM + " hello");
    assertThat(a.heard()).isEqualTo(told);
    assertThat(b.heard()).isEqualTo(told);
    assertThat(a.lastBundle()).isOne();
    assertThat(b.lastBundle()).isOne();
  }

  @Test
  @Tag("CLU-012")
  void givenACall_itAnswersTheNumberOfTheBundleThatTellsOfIt() {
    a.does("C", ROOM, 1, 0);

    assertThat(a.tryStep(2, 3, "J", ROOM, "ann", "", -1)).startsWith("OK", 1L);
    assertThat(a.tryStep(3, 4, "C", "1:1other", 1, 0)).startsWith("OK", 1L);
  }

  @Test
  @Tag("CLU-013")
  void givenAReadingBeforeARemovalInOneCall_itShowsTheStateAfterIt() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1);

    List<Object> verdicts =
        a.step("R", ROOM, "S", ANN, "L", ROOM, "ann", "U", ANN, 1, -1, "J", ROOM, "bob", "", -1);

    assertThat(verdicts.get(0)).isEqualTo(List.of(List.of("bob", "1:2:"), "", -2L, 0L, -1L));
    assertThat(verdicts.get(1)).isEqualTo(List.of(1L, 0L));
  }

  @Test
  @Tag("CLU-030")
  void givenAMemberOnTwoNodes_itIsAddedAndRemovedOnce() {
    a.does("C", ROOM, 1, 0);
    b.does("C", ROOM, 1, 0);

    assertThat(a.does("J", ROOM, "ann", "A", -1)).isEqualTo(2L);
    assertThat(b.does("J", ROOM, "ann", "B", -1)).isEqualTo(0L);
    assertThat(b.does("J", ROOM, "ann", "B", -1)).isEqualTo(0L);
    assertThat(a.does("L", ROOM, "ann")).isEqualTo(0L);
    assertThat(a.does("L", ROOM, "ann")).isEqualTo(0L);
    assertThat(b.heard()).containsExactly("+ " + ROOM + " ann A");

    b.does("L", ROOM, "ann");
    assertThat(a.heard()).containsExactly("+ " + ROOM + " ann A", "- " + ROOM + " ann");
    assertThat(partition.hash("m:" + ROOM)).isEmpty();
  }

  @Test
  @Tag("CLU-031")
  void givenAMemberWhoComesFromTwoNodes_itKeepsInfoAndPlaceOfItsFirstJoin() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "first", -1, "J", ROOM, "bob", "", -1);
    b.step("C", ROOM, 1, 0, "J", ROOM, "ann", "second", -1);
    a.does("L", ROOM, "ann");

    assertThat(partition.hash("m:" + ROOM)).isEqualTo(Map.of("ann", "1:1:first", "bob", "1:2:"));
  }

  @Test
  @Tag("CLU-030")
  void givenAFullChannel_nobodyNewComesInAndNothingIsHeld() {
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", 2, "J", ROOM, "bob", "", 2);

    assertThat(b.does("J", ROOM, "eve", "", 2)).isEqualTo(1L);
    assertThat(b.does("J", ROOM, "ann", "", 2)).isEqualTo(0L);
    assertThat(partition.count("h:" + b.id())).isEqualTo(1);
    a.does("L", ROOM, "bob");
    assertThat(b.does("J", ROOM, "eve", "", 2)).isEqualTo(2L);
  }

  @Test
  @Tag("CLU-030")
  void givenAUserOfTwoNodes_itsConnectionsAreLimitedTogether() {
    assertThat(a.does("U", ANN, 2, 3)).isEqualTo(0L);
    assertThat(b.does("U", ANN, 1, 3)).isEqualTo(0L);
    assertThat(b.does("U", ANN, 2, 3)).isEqualTo(1L);
    assertThat(partition.hash("u:" + ANN)).isEqualTo(Map.of(a.id(), "2", b.id(), "1"));

    a.does("U", ANN, 1, 3);
    assertThat(b.does("U", ANN, 2, 3)).isEqualTo(0L);
  }

  @Test
  @Tag("CLU-021")
  void givenAConnectionThatWasGrantedAndIsAskedForAgain_itIsNotRefused() {
    a.does("U", ANN, 1, 2);
    b.does("U", ANN, 2, -1);

    assertThat(a.does("U", ANN, 1, 2)).isEqualTo(0L);
    assertThat(a.does("U", ANN, 2, 2)).isEqualTo(1L);
  }

  @Test
  @Tag("CLU-030")
  void givenWatchers_theyHearOfAUserOnceHoweverManyNodesHaveIt() {
    a.does("W", "1", 1);
    assertThat(b.does("S", ANN)).isEqualTo(List.of(0L, 0L));
    a.does("U", ANN, 1, -1);
    b.does("U", ANN, 1, -1);
    assertThat(b.does("S", ANN)).isEqualTo(List.of(1L, 0L));
    assertThat(a.heard()).containsExactly("y " + ANN);
    assertThat(b.heard()).isEmpty();

    a.does("U", ANN, -1, -1);
    b.does("U", ANN, -1, -1);
    partition.pass(2_500);
    assertThat(b.does("S", ANN)).isEqualTo(List.of(1L, 0L));
    assertThat(a.heard()).isEmpty();
    partition.pass(1_000);
    assertThat(b.does("S", ANN)).isEqualTo(List.of(0L, 0L));
    assertThat(a.heard()).containsExactly("x " + ANN);

    a.does("W", "1", 0);
    b.does("U", ANN, 1, -1);
    assertThat(a.heard()).isEmpty();
  }

  @Test
  @Tag("CLU-030")
  void givenAUserOfAnAppWithoutDelays_itIsOfflineAtOnce() {
    a.step("A", "1", "", "W", "1", 1, "U", ANN, 1, -1);

    a.does("U", ANN, -1, -1);
    assertThat(a.heard()).containsExactly("y " + ANN, "x " + ANN);
  }

  @Test
  void givenSubscribersOfTwoNodes_theTotalIsToldToBoth() {
    a.does("C", ROOM, 2, 1);
    b.does("C", ROOM, 5, 1);
    assertThat(a.heard()).containsExactly("N " + ROOM + " 2", "N " + ROOM + " 7");

    b.does("C", ROOM, -1, 1);
    assertThat(a.heard()).containsExactly("N " + ROOM + " 2");
    assertThat(b.heard()).containsExactly("N " + ROOM + " 7");
    assertThat(partition.exists("l:1")).isTrue();
    a.does("C", ROOM, -1, 1);
    assertThat(partition.exists("l:1")).isFalse();
  }

  @Test
  @Tag("CLU-052")
  void givenConnectionsOfTwoNodes_eachLearnsHowManyThereAre() {
    assertThat(a.does("Q", "1", 5)).isEqualTo(5L);
    assertThat(b.does("Q", "1", 7)).isEqualTo(12L);
    assertThat(a.does("Q", "1", -1)).isEqualTo(7L);
    assertThat(partition.hash("q:1")).isEqualTo(Map.of(b.id(), "7"));
  }

  @Test
  @Tag("CLU-040")
  void givenPublications_allHoldersHearThemInOneOrder() {
    a.step("C", ROOM, 1, 0, "U", ANN, 1, -1);
    b.does("C", ROOM, 1, 0);

    assertThat(a.does("P", "c" + ROOM, "one")).isEqualTo(0L);
    assertThat(b.step("P", "c" + ROOM, "two", "P", "c1:1empty", "x", "P", "u" + ANN, "you"))
        .containsExactly(0L, 0L, 0L);

    assertThat(a.heard())
        .containsExactly("E c" + ROOM + " one", "E c" + ROOM + " two", "E u" + ANN + " you");
    assertThat(b.heard()).containsExactly("E c" + ROOM + " one", "E c" + ROOM + " two");
  }

  @ParameterizedTest
  @EnumSource(
      value = Script.class,
      names = {"MODES", "REPLIES"},
      mode = EnumSource.Mode.EXCLUDE)
  @Tag("CLU-046")
  void givenEventsOfACacheChannel_theNewestIsKeptWithItsOrder(Script script) {
    b.does("C", NEWS, 1, 0);
    a.script = script;
    a.does("E", NEWS, "payload", "old", 60_000, 1_000);
    a.does("E", NEWS, "payload", "new", 60_000, 1_000);

    assertThat(b.heard()).containsExactly("E c" + NEWS + " payload 1", "E c" + NEWS + " payload 2");
    List<?> reading = (List<?>) b.does("R", NEWS);
    assertThat(reading.get(1)).isEqualTo("2:new");
    assertThat((Long) reading.get(2)).isBetween(1L, 60_000L);
  }

  @Test
  @Tag("CLU-046")
  void givenMoreEventsThanAnAppMayKeep_theOldestGo() {
    a.does("E", "1:1cache-1", "", "x".repeat(30), 60_000, 100);
    a.does("E", "1:1cache-2", "", "x".repeat(30), 60_000, 100);
    a.does("E", "1:1cache-1", "", "y".repeat(30), 60_000, 100);
    a.does("E", "1:1cache-3", "", "x".repeat(30), 60_000, 100);
    assertThat(keptChannels()).containsExactly("1", "2", "3");

    a.does("E", "1:1cache-4", "", "x".repeat(60), 60_000, 100);
    assertThat(keptChannels()).containsExactly("3", "4");
    a.does("E", "1:1cache-4", "", "x".repeat(100), 60_000, 100);
    assertThat(keptChannels()).containsExactly("3");
  }

  private List<String> keptChannels() {
    return Stream.of("1", "2", "3", "4")
        .filter(name -> partition.exists("e:1:1cache-" + name))
        .toList();
  }

  @Test
  @Tag("CLU-046")
  void givenEventsThatHaveRunOut_theirSizesDoNotCountForLong() {
    for (int i = 0; i < 20; i++) {
      a.does("E", "1:1cache-" + i, "", "x", 60_000, 1_000);
      partition.redis.del(ScriptedPartition.bytes(partition.prefix + "e:1:1cache-" + i));
    }

    assertThat(partition.redis.zcard(ScriptedPartition.bytes(partition.prefix + "el:1")))
        .isLessThan(4);
  }

  @Test
  @Tag("CLU-050")
  void givenAnOrder_allNodesHearOfItAndLateOnesFindIt() {
    a.does("O", "terminate ann");

    assertThat(a.heard()).hasSize(1).allMatch(entry -> entry.matches("O \\d+-\\d+ terminate ann"));
    String id = b.heard().getFirst().replaceAll("O (\\S+) .*", "$1");
    assertThat(partition.stranger("c").hello("new").get(3)).isEqualTo(id);
    assertThat(a.beat().get(3)).isEqualTo(id);
  }

  @Test
  @Tag("CLU-050")
  void givenManyOrders_theOldestAreForgotten() {
    byte[] key = ScriptedPartition.bytes(partition.prefix + "orders");
    Map<byte[], byte[]> body = Map.of(ScriptedPartition.bytes("o"), new byte[0]);
    partition.redis.xadd(key, new XAddArgs().id("5-1"), body);
    assertThat(partition.redis.xlen(key)).isOne();

    a.does("O", "an order");
    assertThat(partition.redis.xlen(key)).isOne();
    assertThat(a.heard()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("strangeNames")
  @Tag("CLU-003")
  void givenStrangeNames_eachIsItsOwn(List<String> names) {
    for (String token : names) {
      a.step("C", token, 1, 0, "J", token, token, token, -1, "P", "c" + token, token);
      a.does("U", token, 1, -1);
    }
    assertThat(a.heard())
        .isEqualTo(
            names.stream()
                .flatMap(
                    token ->
                        Stream.of(
                            "+ " + token + " " + token + " " + token, "E c" + token + " " + token))
                .toList());

    b.does("D", a.id());
    a.dies();
    partition.pass(5_000);
    partition.hooks();
    Map<String, String> left = partition.dump();
    assertThat(left.keySet().stream().map(key -> key.substring(partition.prefix.length())))
        .containsExactlyInAnyOrder("apps", "meta", "n:b.0", "nodes");
  }

  static Stream<List<String>> strangeNames() {
    return Stream.of(
        List.of("1:ab:c", "3:a:bc", "1:a:", "1:::"),
        List.of("1:1{x}", "1:1}{", "1:1*", "1:1[a-z]?", "1:1%d%s", "1:1\n\rx"),
        List.of("1:1" + "n".repeat(200), "200:" + "1".repeat(200) + "n"),
        List.of("2:üroom", "1:1ü€😀", "1:1\u0000x"));
  }

  @Test
  void givenAUserIdOfAnyBytes_itIsKeptAsItIs() {
    byte[] id = new byte[256];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) i;
    }
    a.step("C", ROOM, 1, 0, "J", ROOM, id, id, -1);

    byte[] key = ScriptedPartition.bytes(partition.prefix + "m:" + ROOM);
    assertThat(partition.redis.hkeys(key)).containsExactly(id);
    a.does("L", ROOM, id);
    assertThat(partition.redis.exists(key)).isZero();
  }

  @Test
  void givenOneNodeAfterAnother_theEngineHoldsNothingMoreThanBefore() {
    Map<String, String> before = partition.dump();
    a.step("C", ROOM, 1, 0, "J", ROOM, "ann", "", -1, "U", ANN, 1, -1, "W", "1", 1, "Q", "1", 1);
    a.step("C", ROOM, -1, 0, "L", ROOM, "ann", "U", ANN, -1, -1, "W", "1", 0, "Q", "1", -1);
    partition.pass(4_000);
    partition.hooks();

    assertThat(partition.dump().keySet()).isEqualTo(before.keySet());
    assertThat(
            partition.dump().keySet().stream()
                .filter(key -> key.contains(":h:"))
                .collect(Collectors.toSet()))
        .isEmpty();
  }
}
