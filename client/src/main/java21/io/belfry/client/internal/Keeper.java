package io.belfry.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while a client is at work: its virtual threads would let a program end whose
 * main method has. One thread for all clients, and none while nobody holds it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-020"
 */
final class Keeper {
  private static final Keeper OF_THIS_PROGRAM = new Keeper();

  private int held;
  private @Nullable Thread thread;

  private Keeper() {}

  static Keeper ofThisProgram() {
    return OF_THIS_PROGRAM;
  }

  synchronized void hold() {
    held++;
    if (thread == null) {
      thread =
          Thread.ofPlatform()
              .name("belfry-client-keeper")
              .daemon(false)
              .inheritInheritableThreadLocals(false)
              .start(this::keep);
    }
  }

  synchronized void release() {
    held--;
    notifyAll();
  }

  private synchronized void keep() {
    while (held > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody ends it that way: it ends when the last client does.
        Log.debug("Interrupt passed over", e);
      }
    }
    thread = null;
  }
}
