package io.belfry.cluster.redis;

import io.belfry.server.BusCluster;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.testkit.ClusterNodesContract;
import org.junit.jupiter.api.AfterEach;

/** The cluster of the server's own tests keeps what an engine keeps. */
class NodesOnBusTest extends ClusterNodesContract {
  private final BusCluster bus = new BusCluster();

  @AfterEach
  void close() {
    bus.close();
  }

  @Override
  protected ClusterAdapter join(int number) {
    return bus.join("node-" + number);
  }

  @Override
  protected void awaitJoined(ClusterAdapter node) {}
}
