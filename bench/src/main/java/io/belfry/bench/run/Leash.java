package io.belfry.bench.run;

/**
 * Ends a child process, and all that it started, when this process is told to stop while the child
 * still runs.
 *
 * <p>Thread: confined to its caller.
 */
public final class Leash {
  private final Thread hook;

  /** Holds this process until it is let go. */
  public Leash(Process child) {
    this.hook = new Thread(() -> kill(child));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ends it at once. */
  public static void kill(Process child) {
    child.descendants().forEach(ProcessHandle::destroyForcibly);
    child.destroyForcibly();
  }

  /** Lets it go. */
  public void letGo() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The stop has begun, and the hook does its work.
      return;
    }
  }
}
