package io.belfry.e2e;

import io.belfry.cluster.redis.EngineProcess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Redis that all clusters of a test run share, each under a name of its own.
 *
 * <p>Thread: thread-safe.
 */
final class EngineOfTheRun {
  private static final AtomicInteger CLUSTERS = new AtomicInteger();

  private EngineOfTheRun() {}

  // Made with the first cluster; it goes with the process.
  private static final class Made {
    private static final EngineProcess ENGINE = EngineProcess.start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close, "engine-ends"));
    }
  }

  /** What a configuration says of a cluster that nobody else is in. */
  static String cluster() {
    return "cluster: {kind: redis, lease_seconds: 2, name: %s, url: \"%s\"}%n"
        .formatted(newName(), Made.ENGINE.url());
  }

  /** The name of a cluster that nobody else is in. */
  static String newName() {
    return "run-" + CLUSTERS.incrementAndGet();
  }

  /** Where the engine listens. */
  static int port() {
    return Made.ENGINE.port();
  }
}
