package io.belfry.cluster.redis;

import io.belfry.cluster.redis.lettuce.EngineInspection;
import io.belfry.cluster.redis.lettuce.EngineSettings;
import io.belfry.cluster.redis.lettuce.EngineSettings.Encryption;
import io.belfry.cluster.redis.lettuce.EngineSettings.Password;
import io.belfry.cluster.redis.lettuce.Places;
import io.belfry.cluster.redis.link.LinkSettings;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.server.app.AppSource;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.config.ClusterProvider;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ClusterSettings.Joined;
import io.belfry.server.config.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Joins nodes by Redis or Valkey, as {@code cluster} of their configuration says.
 *
 * <p>Thread: confined to who starts the server.
 */
public final class RedisClusterProvider implements ClusterProvider {
  @Override
  public Optional<ClusterAdapter> of(ServerConfig config, NodeParts parts) {
    if (config.of(ClusterSettings.KIND) != Joined.REDIS) {
      return Optional.empty();
    }
    Layout layout = layout(config);
    NodeInCluster node =
        new NodeInCluster(
            NodeId.of(new SecureRandom().nextLong()),
            config.of(ClusterSettings.NODE_NAME).orElseGet(RedisClusterProvider::host),
            layout,
            config.of(ClusterSettings.LEASE),
            switch (config.of(ClusterSettings.PUBLISH_WHEN_CUT_OFF)) {
              case REFUSE -> LinkSettings.WhenCutOff.REFUSE;
              case LOCAL -> LinkSettings.WhenCutOff.LOCAL;
            },
            parts);
    return Optional.of(new RedisCluster(node, new Places(engine(config), layout)));
  }

  @Override
  public Optional<Inspection> inspect(ServerConfig config) {
    if (config.of(ClusterSettings.KIND) != Joined.REDIS) {
      return Optional.empty();
    }
    AppsAsSet apps = new AppsAsSet(new AppSource.ConfiguredApps(config.apps()));
    Map<String, AppFacts> facts = new HashMap<>();
    config.apps().forEach(app -> facts.put(app.id(), apps.facts(app.id())));
    EngineInspection.Seen seen = new EngineInspection(engine(config), layout(config), facts).look();
    return Optional.of(new Inspection(seen.problems(), seen.notes(), seen.engines(), seen.nodes()));
  }

  private static Layout layout(ServerConfig config) {
    return new Layout(
        config.of(ClusterSettings.NAME).orElseThrow(), config.of(ClusterSettings.PARTITIONS));
  }

  private static EngineSettings engine(ServerConfig config) {
    return new EngineSettings(
        config.of(ClusterSettings.URL).orElseThrow(),
        config.of(ClusterSettings.USERNAME),
        password(config),
        config.of(ClusterSettings.TLS) ? Encryption.TLS : Encryption.NONE,
        config.of(ClusterSettings.TLS_CA_FILE));
  }

  private static Password password(ServerConfig config) {
    String file = config.of(ClusterSettings.PASSWORD_FILE);
    String given = config.of(ClusterSettings.PASSWORD);
    return file.isEmpty() ? () -> given : () -> Files.readString(Path.of(file)).strip();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
