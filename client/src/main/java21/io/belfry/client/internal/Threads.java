package io.belfry.client.internal;

/**
 * Makes the threads of clients: virtual ones, so that a thousand clients cost a thousand small
 * objects.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CL-020"
 */
final class Threads {
  private Threads() {}

  /** A thread, not started yet, that lets the JVM end. */
  static Thread inTheBackground(String name, Runnable task) {
    return made(name, task);
  }

  /** A thread that keeps the JVM alive until its task is done. It has to be started. */
  static Thread keepingTheProgramAlive(String name, Runnable task) {
    Keeper.ofThisProgram().hold();
    return made(
        name,
        () -> {
          try {
            task.run();
          } finally {
            Keeper.ofThisProgram().release();
          }
        });
  }

  private static Thread made(String name, Runnable task) {
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(task);
  }
}
