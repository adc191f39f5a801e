package io.belfry.cluster.redis;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log when partitions cannot read who is shut out, once for all of them until all can
 * again, however often it is tried.
 *
 * <p>Thread: thread-safe.
 */
final class ShutoutReads {
  private static final Logger LOG = LoggerFactory.getLogger(ShutoutReads.class);

  private final Set<Object> failing = new HashSet<>();

  synchronized void failed(Object partition, Throwable failure) {
    boolean isFirst = failing.isEmpty();
    if (failing.add(partition) && isFirst) {
      LOG.warn(
          "Who is shut out cannot be read from the engine, so this node admits nobody: {}. It is"
              + " tried each second. The engine's user has to be allowed HSCAN and SMEMBERS.",
          words(failure));
    }
  }

  synchronized void done(Object partition) {
    if (failing.remove(partition) && failing.isEmpty()) {
      LOG.info("Who is shut out can be read from the engine again.");
    }
  }

  private static String words(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(
        failure instanceof CompletionException && cause != null
            ? cause.getMessage()
            : failure.getMessage());
  }
}
