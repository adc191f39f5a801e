package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.SentinelGroup;
import io.belfry.cluster.redis.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replica becomes the master, while members come and go. */
@Tag("CLU-023")
@Tag("CLU-029")
@Tag("CLU-034")
class FailoverTest {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverTest.class);

  private static void fault(SentinelGroup group, Runnable fault, String what) {
    try (NodesHere nodes = NodesHere.at(group.url(), 2);
        Churn churn = new Churn(nodes.all(), "failover")) {
      int losses = nodes.node(0).losses();
      churn.goesOn(100);
      fault.run();
      long begun = System.nanoTime();

      Waiting.until(
          "both have lost the master",
          () -> nodes.all().stream().allMatch(it -> it.losses() >= losses + NodeDoors.ALL));
      nodes.all().forEach(NodeDoors::awaitLinked);
      LOG.info("{}: linked again after {} ms", what, (System.nanoTime() - begun) / 1_000_000);
      churn.goesOn(100);
      for (NodeDoors node : nodes.all()) {
        Waiting.until(
            "it is published",
            () -> node.publish(Churn.channel("failover", 0), "e").statusCode() == 200);
      }
      churn.awaitTruth();
      LOG.info(
          "{}: all is true after {} ms, {} moves",
          what,
          (System.nanoTime() - begun) / 1_000_000,
          churn.moves());
      assertThat(nodes.node(0).losses()).isGreaterThanOrEqualTo(losses + NodeDoors.ALL);
    }
  }

  @Test
  void givenAMasterThatIsKilled_nobodyWhoStaysIsRemovedAndAllIsTrueAgain() {
    try (SentinelGroup group = new SentinelGroup(EngineKind.REDIS)) {
      fault(group, group.master()::kill, "sentinel, master killed");
    }
  }

  @Test
  @Tag("all")
  @Tag("sdk")
  void givenAMasterOfValkeyThatIsKilled_nobodyWhoStaysIsRemovedAndAllIsTrueAgain() {
    try (SentinelGroup group = new SentinelGroup(EngineKind.VALKEY)) {
      fault(group, group.master()::kill, "sentinel of Valkey, master killed");
    }
  }
}
