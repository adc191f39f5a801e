package io.belfry.server;

import io.belfry.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * What joins the nodes of a test run that has several behind each test, as a run over clusters
 * does.
 *
 * <p>Thread: thread-safe.
 */
public interface NodesOfTheRun {
  /** How many nodes stand behind a test; 1 unless the run says otherwise. */
  int COUNT = Integer.getInteger("belfry.test.nodes", 1);

  /** What a configuration says of a cluster that nobody else is in: a line. */
  String cluster();

  /** The clock of a server: held, but for several nodes, which hear of each other in time only. */
  static LongSupplier nanoTime(ManualClock held) {
    return COUNT == 1 ? held::nanoTime : () -> held.nanoTime() + System.nanoTime();
  }

  /** Starts as many as the run has, all at once, since each waits until it is one of the others. */
  static List<BelfryServer> started(Callable<BelfryServer> start) {
    List<FutureTask<BelfryServer>> starting =
        IntStream.range(0, COUNT).mapToObj(i -> new FutureTask<>(start)).toList();
    starting.stream().skip(1).forEach(Thread::startVirtualThread);
    starting.get(0).run();
    try {
      List<BelfryServer> started = new ArrayList<>();
      for (FutureTask<BelfryServer> each : starting) {
        started.add(each.get());
      }
      return started;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException refused
          ? refused
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** This configuration, of nodes that are joined if the run has several. */
  static String joined(String yaml) {
    if (COUNT == 1 || yaml.contains("cluster:")) {
      return yaml;
    }
    return ServiceLoader.load(NodesOfTheRun.class).findFirst().orElseThrow().cluster() + yaml;
  }
}
