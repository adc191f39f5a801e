package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that comes back with an old snapshot: numbers go back, rosters are of the past, and a
 * node that has gone since seems to be there. Some channels are as they were then, so that numbers
 * of their partitions are equal.
 */
class OldSnapshotTest {
  private static final Logger LOG = LoggerFactory.getLogger(OldSnapshotTest.class);

  @Nested
  class OnRedis extends Snapshots {
    OnRedis() {
      super(EngineKind.REDIS);
    }
  }

  @Nested
  @Tag("sdk")
  @Tag("all")
  class OnValkey extends Snapshots {
    OnValkey() {
      super(EngineKind.VALKEY);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Snapshots {
    private static final int CHANNELS = 24;
    private static final String NAME = "presence-old-";

    private final EngineKind kind;
    private final EngineProcess engine;
    private final HookReceiver receiver;
    private final NodesHere nodes;
    private final NodesHere going;
    private final List<Guest> stay = new ArrayList<>();
    private final List<Guest> others = new ArrayList<>();

    Snapshots(EngineKind kind) {
      this.kind = kind;
      engine = kind.start();
      try {
        receiver = new HookReceiver(ClusterFile.SECRET);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ClusterFile file = ClusterFile.withAll(receiver.url("/"));
      nodes = new NodesHere(file, Collections.nCopies(3, engine.url()));
      going = new NodesHere(file, List.of(engine.url()));
    }

    @AfterAll
    void end() {
      Stream.concat(stay.stream(), others.stream()).forEach(Guest::close);
      nodes.close();
      receiver.close();
      engine.close();
    }

    private void snapshot() {
      try (RedisClient client = RedisClient.create(engine.url());
          var connection = client.connect()) {
        assertThat(connection.sync().save()).isEqualTo("OK");
      }
      assertThat(engine.folder().resolve("dump.rdb")).exists();
    }

    private List<Guest> come(NodeDoors node, String user, int every) {
      List<Guest> come = new ArrayList<>();
      for (int i = 0; i < CHANNELS; i += every) {
        come.add(Guest.comes(node.port(), NAME + i, user));
      }
      return come;
    }

    private void all(String what, Set<String> even, Set<String> odd) {
      Waiting.until(
          what,
          () ->
              stay.stream()
                  .allMatch(each -> each.members().equals(isEven(each.channel()) ? even : odd)));
    }

    private static boolean isEven(String channel) {
      return Integer.parseInt(channel.substring(NAME.length())) % 2 == 0;
    }

    private static Set<String> and(Set<String> some, String... more) {
      Set<String> all = new TreeSet<>(some);
      all.addAll(List.of(more));
      return all;
    }

    /** What the app was told last of each member, by channel and user. */
    private Map<String, String> lastTold() {
      Map<String, String> last = new HashMap<>();
      for (JsonObject event : receiver.taken()) {
        if (event.has("user_id")) {
          String who =
              event.get("channel").getAsString() + " " + event.get("user_id").getAsString();
          last.put(who, event.get("name").getAsString());
        }
      }
      return last;
    }

    private Map<String, String> truth(Set<String> members, Set<String> gone) {
      Map<String, String> truth = new HashMap<>();
      for (int i = 0; i < CHANNELS; i += 2) {
        String channel = NAME + i + " ";
        members.forEach(user -> truth.put(channel + user, "member_added"));
        gone.forEach(user -> truth.put(channel + user, "member_removed"));
      }
      return truth;
    }

    private void isTold(String what, Map<String, String> truth) {
      receiver.await(
          what,
          told -> {
            Map<String, String> last = lastTold();
            return truth.entrySet().stream()
                .allMatch(each -> each.getValue().equals(last.get(each.getKey())));
          });
    }

    private int begunAnew(String cause) {
      return nodes.all().stream().mapToInt(node -> node.begunAnew(cause)).sum();
    }

    @Test
    @Tag("CLU-023")
    @Tag("CLU-025")
    @Tag("CLU-029")
    @Tag("CLU-034")
    @Tag("CLU-062")
    void givenAnEngineThatComesBackWithAnOldSnapshot_whatIsTrueNowIsTrueAgain() {
      Set<String> always = new TreeSet<>(Set.of("everywhere"));
      for (NodeDoors node : nodes.all()) {
        stay.addAll(come(node, "at-" + node.port(), 1));
        stay.addAll(come(node, "everywhere", 1));
        always.add("at-" + node.port());
      }
      List<Guest> leave = come(nodes.node(0), "leaves", 2);
      List<Guest> gone = come(going.node(0), "gone", 2);
      others.addAll(leave);
      all("all are seen", and(always, "leaves", "gone"), always);
      isTold("all are told", truth(and(always, "leaves", "gone"), Set.of()));
      snapshot();

      leave.forEach(Guest::leave);
      gone.forEach(Guest::close);
      going.goDown();
      List<Guest> late = come(nodes.node(1), "late", 2);
      others.addAll(late);
      Set<String> now = and(always, "late");
      all("all is as it is now", now, always);
      isTold("that is told", truth(now, Set.of("leaves", "gone")));
      Map<Guest, Map<String, Integer>> removed = new HashMap<>();
      stay.forEach(each -> removed.put(each, each.removed()));
      int forgotten = begunAnew("forgotten");
      engine.kill();
      Waiting.until(
          "all have noticed", () -> nodes.all().stream().allMatch(node -> node.linked() == 0));
      engine.startAgain();
      long since = System.nanoTime();

      nodes.all().forEach(NodeDoors::awaitLinked);
      all("nobody of the past is left", now, always);
      LOG.info(
          "{}, old snapshot: members are true after {} ms",
          kind,
          (System.nanoTime() - since) / 1_000_000);
      assertThat(begunAnew("forgotten")).as("numbers that went back").isGreaterThan(forgotten);
      isHealed(now, always);
      LOG.info(
          "{}, old snapshot: all is true after {} ms",
          kind,
          (System.nanoTime() - since) / 1_000_000);
      for (Guest each : stay) {
        assertThat(times(each.removed(), removed.getOrDefault(each, Map.of())).keySet())
            .as("removals seen by %s", each)
            .isSubsetOf("leaves", "gone");
        assertThat(each.complaints()).isEmpty();
      }
      late.forEach(each -> assertThat(each.complaints()).isEmpty());
    }

    /** What has been counted since. */
    private static Map<String, Integer> times(
        Map<String, Integer> now, Map<String, Integer> before) {
      Map<String, Integer> times = new HashMap<>(now);
      before.forEach((user, number) -> times.merge(user, -number, Integer::sum));
      times.values().removeIf(number -> number == 0);
      return times;
    }

    private void isHealed(Set<String> even, Set<String> odd) {
      for (int i = 0; i < CHANNELS; i++) {
        String channel = NAME + i;
        Set<String> truth = i % 2 == 0 ? even : odd;
        for (NodeDoors node : nodes.all()) {
          Waiting.until("the API tells it", () -> node.members(channel).equals(truth));
          Waiting.until(
              "it is published again", () -> node.publish(channel, "e").statusCode() == 200);
        }
      }
      isTold("what was told last is true", truth(even, Set.of("leaves", "gone")));
      nodes.all().forEach(node -> node.awaitNodes(3));
      Waiting.until(
          "no webhook waits",
          () ->
              nodes.all().stream()
                  .allMatch(node -> node.metric("belfry_cluster_hooks_waiting", "") == 0));
    }
  }
}
