package io.belfry.cluster.redis;

import io.belfry.cluster.redis.lettuce.EngineSettings;
import io.belfry.cluster.redis.lettuce.Places;
import io.belfry.cluster.redis.link.LinkSettings.WhenCutOff;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ClusterProvider.NodeParts;
import io.belfry.server.config.EngineAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Nodes of a cluster of four partitions, without any app. */
final class JoinedNode {
  private JoinedNode() {}

  /** One more, not started yet. */
  static ClusterAdapter of(String url, int number) {
    Layout layout = new Layout("nodes", 4);
    NodeParts parts =
        new NodeParts(
            new AppSource.ConfiguredApps(List.of()),
            System::nanoTime,
            InstantSource.system(),
            Map::of,
            new SeenGauges(),
            sentence -> {});
    return new RedisCluster(
        new NodeInCluster(
            NodeId.of(number + 1),
            "node-" + number,
            layout,
            Duration.ofSeconds(2),
            WhenCutOff.REFUSE,
            parts),
        new Places(EngineSettings.of(EngineAddress.of(url)), layout));
  }
}
