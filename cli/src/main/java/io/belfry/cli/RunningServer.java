package io.belfry.cli;

import io.belfry.server.BelfryServer;
import java.util.concurrent.CountDownLatch;

/**
 * A server that runs until the process is told to stop. SIGTERM and Ctrl-C drain it and end the
 * process with exit code 0.
 *
 * <p>Thread: thread-safe.
 */
final class RunningServer {
  private final BelfryServer server;
  private final Runnable afterwards;

  RunningServer(BelfryServer server, Runnable afterwards) {
    this.server = server;
    this.afterwards = afterwards;
  }

  /** Waits for the signal; the process ends inside. */
  void run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "belfry-stop"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    server.drain();
    server.close();
    afterwards.run();
    // The JVM would end with 128 + signal, but an orderly stop on request is a success.
    Runtime.getRuntime().halt(Main.DONE);
  }
}
