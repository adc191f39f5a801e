package io.belfry.cluster.redis;

import io.belfry.server.NodesOfTheRun;

/**
 * Joins the nodes of the server's tests by one engine; the nodes of each test are a cluster of
 * their own.
 *
 * <p>Thread: thread-safe.
 */
public final class OnOneEngine implements NodesOfTheRun {
  private static final int AHEAD = 12;

  // Made with the first cluster; it goes with the process.
  private static final class Made {
    private static final EngineProcess ENGINE = EngineProcess.start();
    private static final EngineClusters CLUSTERS = new EngineClusters(ENGINE, AHEAD);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ENGINE::close, "engine-ends"));
    }
  }

  @Override
  public String cluster() {
    return Made.CLUSTERS.next();
  }
}
