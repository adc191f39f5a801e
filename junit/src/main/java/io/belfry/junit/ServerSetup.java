package io.belfry.junit;

import io.belfry.server.BelfryServer;

/**
 * Prepares a server before it starts, and again before each restart: hands in hooks, listeners or
 * stores.
 *
 * <p>Thread: called on that of the test.
 */
@FunctionalInterface
public interface ServerSetup {
  /** Hands in what the test wants to try. Configuration and clocks are set already. */
  void prepare(BelfryServer.Builder server);
}
