package io.belfry.cluster.redis;

import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.testkit.ClusterNodesContract;
import org.junit.jupiter.api.AfterEach;

/** Nodes joined by a real engine are asked each for what it alone knows. */
@OnEngine
class NodesOnEngineTest extends ClusterNodesContract {
  private final EngineProcess engine;

  NodesOnEngineTest(EngineKind kind) {
    engine = kind.start();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Override
  protected ClusterAdapter join(int number) {
    return JoinedNode.of(engine.url(), number);
  }

  @Override
  protected void awaitJoined(ClusterAdapter node) {
    HookNode.await(node::isLinked);
  }
}
