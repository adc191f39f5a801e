package io.belfry.cluster.redis;

import io.belfry.server.BelfryServer;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Clusters on one engine, each for a test of its own. A cluster whose first node has just come
 * waits for others for a lease and a second; so that no test does, a node has been in each for as
 * long. That one goes when the next cluster is asked for.
 *
 * <p>Thread: thread-safe.
 */
public final class EngineClusters {
  private static final String NODE =
      """
      server: {host: 127.0.0.1, port: 0}
      apps: [{id: kept, keys: [{key: kept-key, secret: a secret of app kept}]}]
      """;

  private final EngineProcess engine;
  private final int ahead;
  private final ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<CompletableFuture<Kept>> kept = new ArrayDeque<>();
  private Kept inUse = new Kept("", () -> {});
  private int made;

  private interface Node {
    void close();
  }

  private record Kept(String cluster, Node node) {}

  /** So many of them are got ready before they are asked for. */
  public EngineClusters(EngineProcess engine, int ahead) {
    this.engine = engine;
    this.ahead = ahead;
  }

  /** What a configuration says of one that nobody else is in: a line. */
  public synchronized String next() {
    while (kept.size() <= ahead) {
      String name = "run-" + ++made;
      kept.add(CompletableFuture.supplyAsync(() -> start(name), starting));
    }
    starting.execute(inUse.node()::close);
    inUse = kept.remove().join();
    return inUse.cluster();
  }

  private Kept start(String name) {
    String cluster =
        "cluster: {kind: redis, lease_seconds: 2, partitions: 4, name: %s, url: \"%s\"}%n"
            .formatted(name, engine.url());
    try {
      BelfryServer node = BelfryServer.start(config(cluster + NODE));
      return new Kept(cluster, node::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerConfig config(String yaml) {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }
}
