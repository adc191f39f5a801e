package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.wire.Layout;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who is master now.
 *
 * <p>Thread: thread-safe; nothing blocks.
 *
 * @see "cluster.md, section 9"
 */
interface MasterFinder {
  /** Asks; fails when nobody who can be asked answers. */
  CompletionStage<Masters> find();

  /** Who is asked at an engine of that form. */
  static MasterFinder of(EngineClient client, EngineAddress url, Layout layout) {
    return switch (url.form()) {
      case ONE_SERVER -> {
        Optional<HostAndPort> only = Optional.of(url.hosts().get(0));
        yield () -> CompletableFuture.completedFuture(partition -> only);
      }
      case SENTINEL -> new SentinelMasters(client, url);
      case CLUSTER -> new ClusterMasters(client, url, layout);
    };
  }
}
