package io.belfry.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.SentinelGroup;
import io.belfry.cluster.redis.Waiting;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master that is cut off from its replica and the sentinels, but not from its nodes: the replica
 * becomes master, and there are two.
 */
@Tag("CLU-025")
@Tag("CLU-029")
class TwoMastersTest {
  private static final Logger LOG = LoggerFactory.getLogger(TwoMastersTest.class);
  private static final int CHANNELS = 24;
  private static final String NAME = "presence-two-";

  private final List<Guest> guests = new ArrayList<>();
  private final List<AutoCloseable> ends = new ArrayList<>();
  private final RedisClient client = ends(RedisClient.create());
  private @Nullable EngineWire wire;

  @AfterEach
  void end() throws Exception {
    guests.forEach(Guest::close);
    for (AutoCloseable each : ends.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T ends(T what) {
    ends.add(what);
    return what;
  }

  private SentinelGroup group(String... options) {
    return ends(
        new SentinelGroup(
            EngineKind.REDIS,
            port -> {
              wire = ends(EngineWire.to(port));
              return wire.port();
            },
            options));
  }

  private EngineWire wire() {
    return requireNonNull(wire);
  }

  private List<Guest> come(NodeDoors node, String user) {
    List<Guest> come = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      come.add(Guest.comes(node.port(), NAME + i, user));
    }
    guests.addAll(come);
    return come;
  }

  private static void know(String what, List<Guest> those, Set<String> all) {
    Waiting.until(what, () -> those.stream().allMatch(each -> each.members().equals(all)));
  }

  /** What an engine says that it is; sentinels end all connections of one that they change. */
  private String role(EngineProcess engine) {
    try (var connection = client.connect(RedisURI.create(engine.url()))) {
      String info = connection.sync().info("replication");
      return info.contains("role:master") ? "master" : "replica";
    } catch (RedisException e) {
      return "not known";
    }
  }

  private static Set<String> all(Set<String> one, Set<String> other) {
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  private static void isPublished(List<NodeDoors> by, List<Guest> to) {
    for (NodeDoors node : by) {
      String event = "by-" + node.port();
      Waiting.until(
          "it is published again", () -> node.publish(NAME + 0, event).statusCode() == 200);
      Waiting.until(
          "it is heard by all",
          () ->
              to.stream()
                  .filter(each -> each.channel().equals(NAME + 0))
                  .allMatch(each -> each.events().contains(event)));
    }
  }

  private static void apiTells(List<NodeDoors> nodes, Set<String> all) {
    for (NodeDoors node : nodes) {
      for (int i = 0; i < CHANNELS; i++) {
        String channel = NAME + i;
        Waiting.until("the API tells it", () -> node.members(channel).equals(all));
      }
    }
  }

  private static void sawNoneOfTheirOwnGo(List<Guest> those, Set<String> own) {
    for (Guest each : those) {
      assertThat(each.removed().keySet()).as(each.toString()).doesNotContainAnyElementsOf(own);
    }
  }

  @Test
  @Tag("CLU-028")
  void givenTwoMastersForLong_eachSideSeesTheOtherGoAndAllIsTrueAgainWhenThereIsOne() {
    SentinelGroup group = group();
    EngineWire old = ends(EngineWire.to(group.master().port()));
    ClusterFile file = ClusterFile.without();
    // The first one knows only the way to the old master, the second asks the sentinels.
    NodesHere nodes = ends(new NodesHere(file, List.of(old.url(), group.url())));
    List<Guest> here = come(nodes.node(0), "here");
    List<Guest> there = come(nodes.node(1), "there");
    List<Guest> leavesHere = come(nodes.node(0), "leaves-here");
    List<Guest> leavesThere = come(nodes.node(1), "leaves-there");
    Set<String> stay = Set.of("here", "there");
    know("all are seen", guests, all(stay, Set.of("leaves-here", "leaves-there")));
    wire().cut();
    long cut = System.nanoTime();

    know("those there are gone here", here, Set.of("here", "leaves-here"));
    know("those here are gone there", there, Set.of("there", "leaves-there"));
    assertThat(role(group.master())).isEqualTo("master");
    assertThat(role(group.replica())).isEqualTo("master");
    LOG.info("two masters: each side alone after {} ms", millis(cut));
    leavesHere.forEach(Guest::leave);
    leavesThere.forEach(Guest::leave);
    come(nodes.node(0), "comes-here");
    come(nodes.node(1), "comes-there");
    know("they come", here, Set.of("here", "comes-here"));
    know("they come", there, Set.of("there", "comes-there"));
    for (NodeDoors node : nodes.all()) {
      assertThat(node.publish(NAME + 0, "alone").statusCode()).isEqualTo(200);
    }

    wire().mend();
    Waiting.until("there is one", () -> role(group.master()).equals("replica"));
    old.leadTo(group.replica().port());
    long one = System.nanoTime();
    Set<String> now = all(stay, Set.of("comes-here", "comes-there"));
    List<Guest> those = guests.stream().filter(each -> !each.isOut()).toList();
    know("all is true", those, now);
    LOG.info("two masters: all is true {} ms after there is one", millis(one));
    apiTells(nodes.all(), now);
    isPublished(nodes.all(), those);
    assertThat(nodes.node(0).begunAnew("gone")).isPositive();
    nodes.all().forEach(node -> node.awaitNodes(2));
    sawNoneOfTheirOwnGo(here, Set.of("here", "comes-here"));
    sawNoneOfTheirOwnGo(there, Set.of("there", "comes-there"));
    assertThat(guests.stream().flatMap(each -> each.complaints().stream())).isEmpty();
  }

  private void leaveTheOldOne(SentinelGroup group, String cause) {
    ClusterFile file = ClusterFile.without();
    NodesHere nodes = ends(new NodesHere(file, List.of(group.url(), group.url())));
    come(nodes.node(0), "first");
    come(nodes.node(1), "second");
    know("all are seen", guests, Set.of("first", "second"));
    List<Guest> before = List.copyOf(guests);
    int losses = nodes.node(0).losses();
    wire().cutStrangers();
    long cut = System.nanoTime();

    Waiting.until("there are two", () -> role(group.replica()).equals("master"));
    assertThat(role(group.master())).isEqualTo("master");
    assertThat(wire().held()).isPositive();
    LOG.info("old master kept: another one after {} ms", millis(cut));
    Waiting.until("it is left", () -> nodes.node(0).losses() >= losses + NodeDoors.ALL);
    LOG.info("old master kept: left after {} ms", millis(cut));
    assertThat(nodes.node(0).metric("belfry_cluster_link_losses_total", cause)).isPositive();
    wire().mend();
    nodes.all().forEach(NodeDoors::awaitLinked);
    come(nodes.node(0), "comes");
    Set<String> now = Set.of("first", "second", "comes");
    know("all is true", guests, now);
    apiTells(nodes.all(), now);
    isPublished(nodes.all(), guests);
    LOG.info("old master kept: all is true after {} ms", millis(cut));
    for (Guest each : before) {
      assertThat(each.members()).containsAll(Set.of("first", "second"));
    }
    assertThat(guests.stream().flatMap(each -> each.complaints().stream())).isEmpty();
  }

  @Test
  @Tag("CLU-023")
  void givenNodesThatStillReachTheOldMaster_theyLeaveItWhenTheSentinelsNameAnother() {
    leaveTheOldOne(group(), "ended");
  }

  @Test
  @Tag("CLU-023")
  void givenAMasterThatTakesNothingWithoutAReplica_nodesAreCutOffAndFindTheNewOne() {
    leaveTheOldOne(
        group("--min-replicas-to-write", "1", "--min-replicas-max-lag", "1"), "no_answer");
  }
}
