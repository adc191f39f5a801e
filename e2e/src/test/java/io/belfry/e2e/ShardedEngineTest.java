package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.RedisClusterGroup;
import io.belfry.cluster.redis.Waiting;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis Cluster whose masters die and whose slots move, while members come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("CLU-029")
@Tag("CLU-034")
class ShardedEngineTest {
  private static final Logger LOG = LoggerFactory.getLogger(ShardedEngineTest.class);

  private final Layout layout = new Layout("any", NodeDoors.ALL);
  private final RedisClusterGroup group = new RedisClusterGroup(EngineKind.REDIS);
  private final NodesHere nodes = NodesHere.at(group.url(), 2);

  @AfterAll
  void end() {
    nodes.close();
    group.close();
  }

  @BeforeEach
  void isWell() {
    nodes.all().forEach(NodeDoors::awaitReady);
  }

  private int slot(int partition) {
    String prefix = layout.prefix(partition);
    return Layout.slot(prefix.substring(prefix.indexOf('{') + 1, prefix.indexOf('}')));
  }

  private List<Integer> at(int master) {
    return IntStream.range(0, layout.partitions())
        .filter(partition -> group.masterOf(slot(partition)) == master)
        .boxed()
        .toList();
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  @Test
  @Tag("CLU-023")
  void givenAMasterThatIsKilled_itsPartitionsAreFoundAgainAndNobodyWhoStaysIsRemoved() {
    int master = group.masterOf(slot(7));
    List<Integer> lost = at(master);
    try (Churn churn = new Churn(nodes.all(), "master-killed")) {
      churn.goesOn(50);
      long killed = System.nanoTime();
      group.master(master).kill();
      try {
        for (NodeDoors node : nodes.all()) {
          Waiting.until(
              "only its partitions are lost", () -> node.linked() == NodeDoors.ALL - lost.size());
        }
        nodes.all().forEach(NodeDoors::awaitLinked);
      } finally {
        group.startAgain(master);
      }
      LOG.info("cluster, master killed: linked again after {} ms", millis(killed));
      churn.goesOn(50);
      churn.awaitTruth();
      LOG.info("cluster, master killed: all is true after {} ms", millis(killed));
    }
  }

  @Test
  void givenSlotsThatMove_nodesFollowThemAndNobodyWhoStaysIsRemoved() {
    int losses = nodes.node(0).losses();
    try (Churn churn = new Churn(nodes.all(), "moved")) {
      for (int partition = 0; partition < NodeDoors.ALL; partition += 3) {
        churn.goesOn(10);
        int slot = slot(partition);
        int from = group.masterOf(slot);
        int to = group.masterBeside(from);
        group.beginToMove(slot, from, to);
        group.endMoving(slot, from, to);
        assertThat(group.masterOf(slot)).isEqualTo(to);
      }
      long moved = System.nanoTime();
      Waiting.until("the nodes have noticed", () -> nodes.node(0).losses() >= losses + 6);
      nodes.all().forEach(NodeDoors::awaitLinked);
      churn.awaitTruth();
      LOG.info("cluster, six slots moved: all is true {} ms after the last", millis(moved));
    }
  }

  @Test
  @Tag("CLU-042")
  void givenASlotThatStaysHalfMoved_itsPartitionIsCutOffUntilItIsThere() {
    ChannelName channel = ChannelName.parse(Churn.channel("half-moved", 0)).orElseThrow();
    int slot = slot(layout.partition(new Subject.OfChannel("1", channel)));
    int from = group.masterOf(slot);
    int to = group.masterBeside(from);
    try (Churn churn = new Churn(nodes.all(), "half-moved")) {
      churn.goesOn(50);
      group.beginToMove(slot, from, to);
      try {
        staysHalfMoved(channel.text());
      } finally {
        group.endMoving(slot, from, to);
      }
      long ended = System.nanoTime();
      nodes.all().forEach(NodeDoors::awaitLinked);
      LOG.info("cluster, slot half moved: linked {} ms after its end", millis(ended));
      churn.goesOn(50);
      churn.awaitTruth();
      nodes.all().forEach(NodeDoors::awaitReady);
    }
  }

  private void staysHalfMoved(String channel) {
    for (NodeDoors node : nodes.all()) {
      Waiting.until("only this one is lost", () -> node.linked() == NodeDoors.ALL - 1);
      node.awaitCutOff();
      assertThat(node.publish(channel, "e").statusCode()).isEqualTo(503);
      assertThat(node.publish("another", "e").statusCode()).isEqualTo(200);
    }
    Lasting.lasts(Duration.ofSeconds(1));
    assertThat(nodes.all()).allMatch(node -> node.linked() == NodeDoors.ALL - 1);
  }
}
