package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that dies, forgets, hangs and has no memory, in front of three nodes: nobody is removed
 * for it, and publications are refused until all is known again.
 */
class EngineFaultsTest {
  private static final Logger LOG = LoggerFactory.getLogger(EngineFaultsTest.class);

  @Nested
  class OnRedis extends Faults {
    OnRedis() {
      super(EngineKind.REDIS);
    }
  }

  @Nested
  @Tag("sdk")
  @Tag("all")
  class OnValkey extends Faults {
    OnValkey() {
      super(EngineKind.VALKEY);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Faults {
    private static final int CHANNELS = 40;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration IN_TIME = Duration.ofMillis(2_700);

    private final EngineKind kind;
    private final EngineProcess engine;
    private final NodesHere nodes;
    private final List<Guest> guests = new ArrayList<>();
    // What each had been told before the fault.
    private final Map<Guest, Map<String, Integer>> added = new HashMap<>();
    private final Map<Guest, Map<String, Integer>> removed = new HashMap<>();

    Faults(EngineKind kind) {
      this.kind = kind;
      engine = kind.start();
      nodes = NodesHere.at(engine.url(), 3);
    }

    @AfterAll
    void end() {
      guests.forEach(Guest::close);
      nodes.close();
      engine.close();
    }

    private void tell(Consumer<RedisCommands<String, String>> what) {
      try (RedisClient client = RedisClient.create(engine.url());
          var connection = client.connect()) {
        what.accept(connection.sync());
      }
    }

    /** Guests at all nodes, who know each other. */
    private List<Guest> guests(String name) {
      List<Guest> come = new ArrayList<>();
      for (NodeDoors node : nodes.all()) {
        for (int i = 0; i < CHANNELS; i++) {
          come.add(Guest.comes(node.port(), name + i, "at-" + node.port()));
          come.add(Guest.comes(node.port(), name + i, "everywhere"));
        }
      }
      guests.addAll(come);
      come.forEach(Guest::awaitIn);
      Waiting.until("all are seen", () -> come.stream().allMatch(it -> it.members().size() == 4));
      nodes.all().forEach(NodeDoors::awaitReady);
      come.forEach(each -> added.put(each, each.added()));
      come.forEach(each -> removed.put(each, each.removed()));
      return come;
    }

    private static void isRefused(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("cluster_unavailable");
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    private void allAreRefused(String channel, String event) {
      nodes.all().forEach(node -> isRefused(node.publish(channel, event)));
    }

    /**
     * Waits until the cluster is as it was: nobody was removed or added, a publication at any node
     * reaches all, and the API tells who is there.
     */
    private void allIsWell(String fault, List<Guest> those, long since) {
      String channel = those.get(0).channel();
      nodes.all().forEach(NodeDoors::awaitLinked);
      // Whoever is back a lease later than the first may have been taken for dead meanwhile.
      boolean isInTime = System.nanoTime() - since < IN_TIME.toNanos();
      for (int i = 0; i < nodes.all().size(); i++) {
        NodeDoors node = nodes.node(i);
        Waiting.until(
            "it is published again", () -> node.publish(channel, "again").statusCode() == 200);
      }
      long published = System.nanoTime();
      for (Guest each : those.subList(0, 2 * CHANNELS)) {
        Waiting.until(
            "the API tells who is there",
            () -> nodes.node(1).members(each.channel()).equals(each.members()));
      }
      long known = System.nanoTime();
      LOG.info(
          "{}, {}: published again after {} ms, complete after {} ms",
          kind,
          fault,
          (published - since) / 1_000_000,
          (known - since) / 1_000_000);
      nodes.all().forEach(NodeDoors::awaitReady);
      for (int i = 0; i < nodes.all().size(); i++) {
        assertThat(nodes.node(i).publish(channel, "well-" + i).statusCode()).isEqualTo(200);
      }
      for (Guest each : those) {
        if (each.channel().equals(channel)) {
          Waiting.until(
              "all hear it",
              () -> each.events().containsAll(List.of("well-0", "well-1", "well-2")));
        }
        Waiting.until(each + " knows all", () -> each.members().size() == 4);
        assertThat(each.complaints()).isEmpty();
        if (isInTime) {
          assertThat(each.removed()).as("removals seen by %s", each).isEqualTo(removed.get(each));
          assertThat(each.added()).as("additions seen by %s", each).isEqualTo(added.get(each));
        }
      }
      assertThat(Duration.ofNanos(published - since)).isLessThan(SOON);
    }

    private int begunAnew() {
      return nodes.all().stream().mapToInt(node -> node.begunAnew("gone")).sum();
    }

    @Test
    @Tag("CLU-018")
    @Tag("CLU-034")
    @Tag("CLU-042")
    void givenAnEngineThatIsKilledAndComesBackEmpty_nobodyIsRemovedAndAllIsSaidAgain() {
      List<Guest> there = guests("presence-empty-");
      int before = begunAnew();
      engine.kill();

      allAreRefused("presence-empty-0", "refused");
      nodes.all().forEach(NodeDoors::awaitCutOff);
      assertThat(nodes.all()).allMatch(node -> node.linked() == 0);
      engine.startAgain();
      long since = System.nanoTime();
      allIsWell("killed and back empty", there, since);
      assertThat(begunAnew()).isEqualTo(before + 3 * NodeDoors.ALL);
      assertThat(there).noneMatch(each -> each.events().contains("refused"));
    }

    @Test
    @Tag("CLU-018")
    @Tag("CLU-025")
    @Tag("CLU-034")
    void givenAnEngineThatIsFlushed_nobodyIsRemovedAndAllIsSaidAgain() {
      List<Guest> there = guests("presence-flushed-");
      int before = begunAnew();
      tell(RedisCommands::flushall);
      long since = System.nanoTime();

      Waiting.until("all begin anew", () -> begunAnew() == before + 3 * NodeDoors.ALL);
      allIsWell("flushed", there, since);
    }

    @Test
    @Tag("CLU-034")
    @Tag("CLU-042")
    @Tag("CLU-043")
    void givenAnEngineThatHangs_connectionsGoOnAndNobodyIsRemoved() {
      List<Guest> there = guests("presence-hangs-");
      int losses = nodes.node(0).losses();
      engine.hang();

      allAreRefused("presence-hangs-0", "refused");
      // Who has a connection still comes in, and is heard by those of the same node.
      Guest mover = there.get(1);
      mover.leave();
      mover.comeAgain();
      mover.awaitIn();
      there.get(0).say("client-here");
      nodes.all().forEach(NodeDoors::awaitCutOff);
      assertThat(mover.events()).contains("client-here");
      assertThat(nodes.node(0).losses()).isGreaterThan(losses);
      engine.goOn();
      long since = System.nanoTime();
      allIsWell("hung", there, since);
      assertThat(there).noneMatch(each -> each.events().contains("refused"));
      assertThat(there.stream().filter(each -> each.events().contains("client-here")))
          .containsExactly(mover);
    }

    @Test
    @Tag("CLU-034")
    @Tag("CLU-042")
    void givenAnEngineWithoutMemory_nodesAreCutOffAndSayItAndNobodyIsRemoved() {
      List<Guest> there = guests("presence-full-");
      tell(commands -> commands.configSet("maxmemory", "1"));

      Waiting.until(
          "publications are refused",
          () -> nodes.node(0).publish("presence-full-0", "refused").statusCode() == 503);
      allAreRefused("presence-full-0", "refused");
      nodes.all().forEach(NodeDoors::awaitCutOff);
      tell(commands -> commands.configSet("maxmemory", "0"));
      long since = System.nanoTime();
      allIsWell("out of memory", there, since);
    }
  }
}
