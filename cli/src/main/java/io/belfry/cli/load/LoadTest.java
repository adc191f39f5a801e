package io.belfry.cli.load;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A load test, to run once.
 *
 * <p>Thread: thread-safe; the work is done on an event loop of its own.
 */
public final class LoadTest implements AutoCloseable {
  private static final long STEP_MILLIS = 100;
  private static final int NAME_BYTES = 4;

  private final Sockets sockets = new Sockets();
  private final LoadRun run;

  /** A load test of that server. */
  public LoadTest(Target target, LoadPlan plan) {
    run = new LoadRun(sockets, target, plan, name());
  }

  /**
   * Runs to the end.
   *
   * @param watcher is told once a second how it stands, on the calling thread
   * @throws LoadFailure if nothing could connect
   */
  public LoadReport run(Consumer<Progress> watcher) throws LoadFailure, InterruptedException {
    BlockingQueue<Optional<Progress>> news = new LinkedBlockingQueue<>();
    run.report().whenComplete((report, failure) -> news.add(Optional.empty()));
    ProgressWatch watch = new ProgressWatch(run, progress -> news.add(Optional.of(progress)));
    sockets.loop().execute(run::start);
    sockets.loop().scheduleAtFixedRate(run::advance, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
    sockets.loop().scheduleAtFixedRate(watch::look, 1, 1, TimeUnit.SECONDS);
    for (Optional<Progress> next = news.take(); next.isPresent(); next = news.take()) {
      watcher.accept(next.get());
    }
    return result();
  }

  private LoadReport result() throws LoadFailure, InterruptedException {
    try {
      return run.report().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LoadFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends it before its time; what was found so far is reported. */
  public void finish() {
    sockets.loop().execute(run::finish);
  }

  /** Lets go of its event loop. */
  @Override
  public void close() {
    sockets.close();
  }

  // Names of their own keep two load tests on one app apart.
  private static String name() {
    byte[] bytes = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "load-" + HexFormat.of().formatHex(bytes);
  }
}
