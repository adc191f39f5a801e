package io.belfry.server.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node has lost something that it cannot do without: an event loop, its clock, or memory.
 * A node that limps on holds connections that it does not serve, and whoever watches the process
 * sees nothing; so the first loss is told, once, and the process is to end.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules THR-64, THR-65"
 */
public final class Breakdown {
  private static final Logger LOG = LoggerFactory.getLogger(Breakdown.class);

  private final CompletableFuture<String> first = new CompletableFuture<>();

  /** A part has ended, or cannot go on. */
  public void tell(String sentence, Throwable cause) {
    // First what ends the process: the log may need the memory that is missing.
    if (first.complete(sentence)) {
      LOG.error("This server cannot go on: {}", sentence, cause);
    }
  }

  /**
   * The same, if the failure is one after which nothing can be relied on: memory has run out, on
   * the heap or beside it. A stack that was too short for one input has hurt nobody else.
   */
  public void tellIfFatal(Throwable cause) {
    if (cause instanceof OutOfMemoryError || cause instanceof InternalError) {
      tell("there is no memory left, or the Java virtual machine has failed: " + cause, cause);
    }
  }

  /** Runs a task that comes again and again, and whose failure must not be the end of that. */
  public void guard(String part, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      tellIfFatal(e);
      LOG.error("{} has failed through a fault of the server.", part, e);
    }
  }

  /** Completes with a sentence when the first part is lost. */
  public CompletionStage<String> first() {
    return first.minimalCompletionStage();
  }
}
