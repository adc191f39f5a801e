package io.belfry.server;

import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.ClusterAdapter.KnownShutouts;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.shutout.Shutouts;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads who is shut out before anybody is admitted, and then each second forgets whose time is over
 * and looks for what the process has changed whose place this one takes.
 *
 * <p>Thread: {@link #begin} by whoever starts the server, all else on one event loop.
 *
 * @param known who is shut out
 * @param effects what becomes of whoever is
 * @param book what keeps them; null where the nodes are joined by something that does
 * @see "rules USR-032, USR-033"
 */
record ShutoutWatch(
    Shutouts known, KnownShutouts effects, @Nullable ShutoutBook book, InstantSource clock) {
  private static final Duration GAP = Duration.ofSeconds(1);

  /**
   * Begins to watch.
   *
   * @throws IOException if what is kept cannot be read
   */
  void begin(Loop loop) throws IOException {
    if (book != null) {
      effects.replace(appId -> true, book.begin());
    }
    loop.after(GAP, () -> tick(loop));
  }

  private void tick(Loop loop) {
    known.forgetEnded(clock.millis());
    if (book != null) {
      book.look(all -> effects.replace(appId -> true, all));
    }
    loop.after(GAP, () -> tick(loop));
  }

  /** What is being kept is kept; nothing more is taken. */
  void close() {
    if (book != null) {
      book.close();
    }
  }
}
