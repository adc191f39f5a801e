package io.belfry.client.internal;

/**
 * Makes the threads of clients: platform threads here, virtual ones from Java 21 on, where a class
 * of this name in {@code META-INF/versions/21} takes this one's place.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CL-020"
 */
final class Threads {
  private Threads() {}

  /** A thread, not started yet, that lets the JVM end. */
  static Thread inTheBackground(String name, Runnable task) {
    return made(name, task, true);
  }

  /** A thread that keeps the JVM alive until its task is done. It has to be started. */
  static Thread keepingTheProgramAlive(String name, Runnable task) {
    return made(name, task, false);
  }

  private static Thread made(String name, Runnable task, boolean daemon) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(daemon);
    return thread;
  }
}
