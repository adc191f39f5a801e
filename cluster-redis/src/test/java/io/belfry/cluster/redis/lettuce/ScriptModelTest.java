package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes do what they like for a while. What the engine holds then, and what the nodes have
 * heard and which webhooks were raised, is what a simple model of it says.
 */
@OnEngine
class ScriptModelTest {
  private static final int STEPS = 1_500;
  private static final List<String> ROOMS = List.of("1:1presence-a", "1:1presence-b");
  private static final List<String> USERS = List.of("ann", "bob", "eve");

  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final List<ScriptedNode> nodes;
  // What each node holds, as the engine writes it.
  private final List<Set<String>> holdings = List.of(set(), set(), set());
  private final Map<String, List<String>> expected = new TreeMap<>();
  private final Map<String, List<String>> raised = new TreeMap<>();

  ScriptModelTest(EngineKind kind) {
    engine = kind.start();
    partition = new ScriptedPartition(engine.url());
    nodes = List.of(partition.node("a"), partition.node("b"), partition.node("c"));
    nodes.getFirst().step("A", "1", "1:0:0:0", "C", "1:1watch", 1, 0);
    nodes.forEach(node -> node.step("W", "1", 1));
    partition.settle();
    partition.hooks();
    holdings.forEach(held -> held.add("w1"));
    holdings.getFirst().add("c1:1watch");
    // Who holds the rooms for the whole time hears all that is told of them.
    for (String room : ROOMS) {
      nodes.getFirst().does("C", room, 1, 0);
      holdings.getFirst().add("c" + room);
    }
    partition.hooks();
  }

  private static Set<String> set() {
    return new HashSet<>();
  }

  @AfterEach
  void close() {
    partition.close();
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("CLU-030")
  @Tag("CLU-060")
  void givenManyChanges_eachTransitionIsToldAndRaisedOnce(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      int node = random.nextInt(nodes.size());
      String user = USERS.get(random.nextInt(USERS.size()));
      if (random.nextBoolean()) {
        member(node, ROOMS.get(random.nextInt(ROOMS.size())), user, random.nextBoolean());
      } else {
        user(node, user, random.nextBoolean());
      }
      if (random.nextInt(20) == 0) {
        takeHooks();
        partition.pass(500);
      }
    }
    partition.pass(2_000);
    takeHooks();

    assertThat(told(nodes.getFirst())).isEqualTo(expected);
    for (int i = 0; i < nodes.size(); i++) {
      assertThat(held(nodes.get(i))).isEqualTo(new TreeSet<>(holdings.get(i)));
    }
    raised.forEach((what, changes) -> assertThat(alternates(changes)).as(what).isTrue());
    assertThat(raised).hasSizeGreaterThan(6);
  }

  private void member(int node, String room, String user, boolean comes) {
    String holding = "m" + room.length() + ":" + room + user;
    long before = holders(holding);
    boolean changes = comes ? holdings.get(node).add(holding) : holdings.get(node).remove(holding);
    if (comes) {
      nodes.get(node).does("J", room, user, "", -1);
    } else {
      nodes.get(node).does("L", room, user);
    }
    tell(changes, before, holders(holding), "member " + room + " " + user);
  }

  private void user(int node, String user, boolean comes) {
    String holding = "u1:1" + user;
    long before = holders(holding);
    boolean changes = comes ? holdings.get(node).add(holding) : holdings.get(node).remove(holding);
    nodes.get(node).does("U", "1:1" + user, comes ? 1 : -1, -1);
    tell(changes, before, holders(holding), "user 1:1" + user);
  }

  private long holders(String holding) {
    return holdings.stream().filter(held -> held.contains(holding)).count();
  }

  private void tell(boolean changes, long before, long after, String what) {
    if (changes && before == 0) {
      expected.computeIfAbsent(what, key -> new ArrayList<>()).add("came");
    } else if (changes && after == 0) {
      expected.computeIfAbsent(what, key -> new ArrayList<>()).add("went");
    }
  }

  private static Map<String, List<String>> told(ScriptedNode node) {
    Map<String, List<String>> told = new TreeMap<>();
    for (String entry : node.heard()) {
      String what = (entry.matches("[+-] .*") ? "member" : "user") + entry.substring(1);
      String change = entry.matches("[+y] .*") ? "came" : "went";
      told.computeIfAbsent(what, key -> new ArrayList<>()).add(change);
    }
    return told;
  }

  private Set<String> held(ScriptedNode node) {
    byte[] key = ScriptedPartition.bytes(partition.prefix + "h:" + node.id());
    Set<String> held = new TreeSet<>();
    partition.redis.smembers(key).forEach(one -> held.add(ScriptedPartition.text(one)));
    return held;
  }

  private void takeHooks() {
    for (String event : partition.hooks()) {
      String subject = event.replaceFirst("^\\S+ ", "");
      boolean comes = event.matches("(member_added|user_online) .*");
      raised.computeIfAbsent(subject, key -> new ArrayList<>()).add(comes ? "came" : "went");
    }
  }

  private static boolean alternates(List<String> changes) {
    for (int i = 0; i < changes.size(); i++) {
      if (!changes.get(i).equals(i % 2 == 0 ? "came" : "went")) {
        return false;
      }
    }
    return true;
  }
}
