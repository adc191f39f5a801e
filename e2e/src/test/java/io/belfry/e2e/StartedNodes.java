package io.belfry.e2e;

import io.belfry.server.BelfryServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Starts nodes all at once, since each waits until it is one of the others.
 *
 * <p>Thread: thread-safe.
 */
final class StartedNodes {
  private StartedNodes() {}

  /** The started nodes, in that order. */
  static List<BelfryServer> of(List<Callable<BelfryServer>> starts) {
    List<FutureTask<BelfryServer>> starting = starts.stream().map(FutureTask::new).toList();
    starting.stream().skip(1).forEach(Thread::startVirtualThread);
    starting.get(0).run();
    List<BelfryServer> started = new ArrayList<>();
    try {
      for (FutureTask<BelfryServer> each : starting) {
        started.add(each.get());
      }
      return started;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
