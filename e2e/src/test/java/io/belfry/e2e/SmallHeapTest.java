package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes with little memory say again all that they hold, while members come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmallHeapTest {
  private static final Logger LOG = LoggerFactory.getLogger(SmallHeapTest.class);
  private static final int CHANNELS = 50;
  private static final int MEMBERS = 20;

  private final List<Guest> guests = new ArrayList<>();
  private final ThreeProcesses cluster;

  SmallHeapTest(@TempDir Path folder) {
    cluster =
        new ThreeProcesses(folder, ClusterFile.without(), "-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
  }

  @AfterAll
  void end() {
    guests.forEach(Guest::close);
    cluster.close();
  }

  private List<NodeDoors> doors() {
    return IntStream.range(0, ThreeProcesses.COUNT).mapToObj(cluster::doors).toList();
  }

  private void allKnowAll(String what) {
    int all = ThreeProcesses.COUNT * MEMBERS;
    Waiting.until(what, () -> guests.stream().allMatch(each -> each.members().size() == all));
  }

  @Test
  @Tag("CLU-025")
  @Tag("CLU-029")
  @Tag("CLU-034")
  @Tag("CLU-043")
  void givenNodesWithLittleMemoryWhoseEngineForgets_theyLiveAndNobodyIsRemoved() {
    doors().forEach(NodeDoors::awaitReady);
    for (int node = 0; node < ThreeProcesses.COUNT; node++) {
      for (int i = 0; i < CHANNELS * MEMBERS; i++) {
        String channel = "presence-small-" + i % CHANNELS;
        String user = "user-" + i / CHANNELS + "-at-" + node;
        guests.add(Guest.comes(cluster.doors(node).port(), channel, user));
      }
    }
    Waiting.until("all are in", () -> guests.stream().allMatch(Guest::isIn));
    allKnowAll("all are seen");
    try (Churn churn = new Churn(doors(), "busy")) {
      for (int round = 0; round < 2; round++) {
        churn.goesOn(100);
        cluster.engine().kill();
        doors().forEach(NodeDoors::awaitCutOff);
        churn.goesOn(100);
        cluster.engine().startAgain();
        long since = System.nanoTime();
        doors().forEach(NodeDoors::awaitLinked);
        for (NodeDoors node : doors()) {
          Waiting.until(
              "it is published again",
              () -> node.publish("presence-small-0", "e").statusCode() == 200);
        }
        LOG.info(
            "64 MiB, engine back empty: published again after {} ms",
            (System.nanoTime() - since) / 1_000_000);
      }
      churn.awaitTruth();
    }
    allKnowAll("all are known still");

    for (int node = 0; node < ThreeProcesses.COUNT; node++) {
      assertThat(cluster.node(node).isAlive()).as("node " + node + " lives").isTrue();
      assertThat(cluster.doors(node).begunAnew("gone")).isEqualTo(2 * NodeDoors.ALL);
    }
    assertThat(cluster.log()).doesNotContain("OutOfMemory");
    for (Guest each : guests) {
      assertThat(each.removed()).as("removals seen by %s", each).isEmpty();
      assertThat(each.complaints()).isEmpty();
    }
  }
}
