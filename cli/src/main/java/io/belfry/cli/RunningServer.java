package io.belfry.cli;

import io.belfry.server.BelfryServer;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that runs until the process is told to stop. SIGTERM and Ctrl-C drain it and end the
 * process with exit code 0; a second signal ends it at once.
 *
 * <p>Thread: thread-safe.
 */
final class RunningServer {
  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  private final BelfryServer server;
  private final Runnable before;
  private final Runnable afterwards;

  private RunningServer(BelfryServer server, Runnable before, Runnable afterwards) {
    this.server = server;
    this.before = before;
    this.afterwards = afterwards;
  }

  /**
   * Takes charge of a started server: from now on a signal stops it in order. Call this before the
   * line that says it listens, since whoever waits for that line may send the signal at once.
   *
   * @param before what to do when it is told to stop
   * @param afterwards what to close when the server is down
   */
  static RunningServer of(BelfryServer server, Runnable before, Runnable afterwards) {
    RunningServer running = new RunningServer(server, before, afterwards);
    Runtime.getRuntime().addShutdownHook(new Thread(running::stop, "belfry-stop"));
    // Not an orderly stop, which needs what is lost.
    server.broken().thenAccept(why -> end("the server cannot go on: " + why + "."));
    return running;
  }

  /** Waits for the signal; the process ends inside. */
  void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process at once, with a line that says why, even when no memory is left. */
  static void end(String sentence) {
    try {
      System.err.println("belfry: " + sentence);
      System.err.flush();
    } finally {
      Runtime.getRuntime().halt(Main.FAILED);
    }
  }

  private void stop() {
    int code = Main.FAILED;
    try {
      SecondSignal.endsAtOnce();
      LOG.info("told to stop");
      before.run();
      server.drain();
      server.close();
      afterwards.run();
      LOG.info("stopped");
      // The JVM would end with 128 + signal, but an orderly stop on request is a success.
      code = Main.DONE;
    } finally {
      Runtime.getRuntime().halt(code);
    }
  }
}
