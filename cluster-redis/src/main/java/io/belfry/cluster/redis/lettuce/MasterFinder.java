package io.belfry.cluster.redis.lettuce;

import java.util.concurrent.CompletionStage;

/**
 * Finds out who is master now.
 *
 * <p>Thread: thread-safe; nothing blocks.
 *
 * @see "cluster.md, section 9"
 */
interface MasterFinder {
  /** Asks; fails when nobody who can be asked answers. */
  CompletionStage<Masters> find();
}
