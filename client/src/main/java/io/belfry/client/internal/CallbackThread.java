package io.belfry.client.internal;

/**
 * Where the listeners of one client run, one after the other.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-018"
 */
interface CallbackThread {
  /** Runs a call behind those that wait already. */
  void execute(Runnable call);

  /**
   * Runs what whoever ends the client waits for: behind those calls where the thread is the
   * client's own, and at once where it may be the very thread that waits.
   */
  void atTheEnd(Runnable call);

  /** Whether the caller is such a call. */
  boolean isCurrent();

  /** There will be calls for some time. */
  void hold();

  /** There will be none for some time. */
  void release();
}
