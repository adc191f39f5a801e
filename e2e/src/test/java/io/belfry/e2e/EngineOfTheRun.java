package io.belfry.e2e;

import io.belfry.cluster.redis.EngineClusters;
import io.belfry.cluster.redis.EngineProcess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Redis that all clusters of a test run share, each under a name of its own.
 *
 * <p>Thread: thread-safe.
 */
final class EngineOfTheRun {
  private static final int AHEAD = 6;
  private static final AtomicInteger NAMES = new AtomicInteger();

  private EngineOfTheRun() {}

  // Made with the first cluster; it goes with the process.
  private static final class Made {
    private static final EngineProcess ENGINE = EngineProcess.start();
    private static final EngineClusters CLUSTERS = new EngineClusters(ENGINE, AHEAD);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close, "engine-ends"));
    }
  }

  /** What a configuration says of a cluster that nobody else is in, and that has settled. */
  static String cluster() {
    return Made.CLUSTERS.next();
  }

  /** The name of a cluster that nobody else is in. */
  static String newName() {
    return "named-" + NAMES.incrementAndGet();
  }

  /** Where the engine listens. */
  static int port() {
    return Made.ENGINE.port();
  }
}
