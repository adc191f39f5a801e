package io.belfry.cluster.redis.lettuce;

/**
 * Somebody whose inbox is at a {@link Place}.
 *
 * <p>Thread: called on Lettuce's threads, in the order in which things come on the connection.
 */
interface Resident {
  /** The partition it belongs to. */
  int partition();

  /**
   * A bundle has come.
   *
   * @param taken run when it does not wait any more
   */
  void arrived(byte[] bundle, Runnable taken);

  /** The way is lost: nothing comes any more. */
  void lost(Throwable cause);
}
