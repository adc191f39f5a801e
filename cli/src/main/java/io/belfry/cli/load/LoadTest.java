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
 * A load test, to run.
 *
 * <p>Thread: confined to the thread that runs it; the work is done on an event loop of its own.
 */
public final class LoadTest {
  private static final long STEP_MILLIS = 100;
  private static final int NAME_BYTES = 4;

  private LoadTest() {}

  /**
   * Runs to the end.
   *
   * @param watcher is told once a second how it stands, on the calling thread
   * @throws LoadFailure if nothing could connect
   */
  public static LoadReport run(Target target, LoadPlan plan, Consumer<Progress> watcher)
      throws LoadFailure, InterruptedException {
    try (Sockets sockets = new Sockets()) {
      LoadRun run = new LoadRun(sockets, target, plan, name());
      BlockingQueue<Optional<Progress>> news = new LinkedBlockingQueue<>();
      run.report().whenComplete((report, failure) -> news.add(Optional.empty()));
      ProgressWatch watch = new ProgressWatch(run, progress -> news.add(Optional.of(progress)));
      sockets.loop().execute(run::start);
      sockets.loop().scheduleAtFixedRate(run::advance, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
      sockets.loop().scheduleAtFixedRate(watch::look, 1, 1, TimeUnit.SECONDS);
      for (Optional<Progress> next = news.take(); next.isPresent(); next = news.take()) {
        watcher.accept(next.get());
      }
      return run.report().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LoadFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  // Names of their own keep two load tests on one app apart.
  private static String name() {
    byte[] bytes = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "load-" + HexFormat.of().formatHex(bytes);
  }
}
