package io.belfry.cluster.redis;

import io.belfry.server.BelfryServer;
import io.belfry.server.NodesOfTheRun;
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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Joins the nodes of the server's tests by one engine; the nodes of each test are a cluster of
 * their own. A cluster whose first node has just come waits for others for a lease and a second; so
 * that no test does, a node has been in each for as long.
 *
 * <p>Thread: thread-safe.
 */
public final class OnOneEngine implements NodesOfTheRun {
  private static final int AHEAD = 12;
  private static final String NODE =
      """
      server: {host: 127.0.0.1, port: 0}
      apps: [{id: kept, keys: [{key: kept-key, secret: a secret of app kept}]}]
      """;

  // Made with the first cluster; it goes with the process.
  private static final class Made {
    private static final EngineProcess ENGINE = EngineProcess.start();
    private static final AtomicInteger CLUSTERS = new AtomicInteger();
    private static final ExecutorService STARTING = Executors.newVirtualThreadPerTaskExecutor();
    private static final Queue<CompletableFuture<Kept>> KEPT = new ArrayDeque<>();
    private static Kept inUse = new Kept("", () -> {});

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close, "engine-ends"));
    }

    static synchronized String next() {
      while (KEPT.size() <= AHEAD) {
        KEPT.add(CompletableFuture.supplyAsync(Made::kept, STARTING));
      }
      Kept before = inUse;
      STARTING.execute(before.node()::close);
      inUse = KEPT.remove().join();
      return inUse.cluster();
    }

    private static Kept kept() {
      String cluster =
          "cluster: {kind: redis, lease_seconds: 2, partitions: 4, name: run-%d, url: \"%s\"}%n"
              .formatted(CLUSTERS.incrementAndGet(), ENGINE.url());
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

  private interface Node {
    void close();
  }

  private record Kept(String cluster, Node node) {}

  @Override
  public String cluster() {
    return Made.next();
  }
}
