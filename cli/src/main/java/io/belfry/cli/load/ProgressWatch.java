package io.belfry.cli.load;

import java.util.function.Consumer;

/**
 * Looks at a running load test once a second.
 *
 * <p>Thread: confined to the event loop of the load test.
 */
final class ProgressWatch {
  private final LoadRun run;
  private final Consumer<Progress> watcher;
  private long seconds;
  private long published;
  private long delivered;

  ProgressWatch(LoadRun run, Consumer<Progress> watcher) {
    this.run = run;
    this.watcher = watcher;
  }

  void look() {
    seconds++;
    Tally tally = run.tally();
    long publishedNow = tally.of(Count.PUBLISHED);
    long deliveredNow = tally.of(Count.DELIVERED);
    watcher.accept(
        new Progress(
            seconds,
            run.present(),
            publishedNow - published,
            deliveredNow - delivered,
            tally.recent(),
            tally.faults()));
    published = publishedNow;
    delivered = deliveredNow;
  }
}
