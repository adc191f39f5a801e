package io.belfry.bench.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waiting for something outside this process, which nothing reports.
 *
 * <p>Thread: stateless.
 */
public final class Pause {
  private Pause() {}

  static void of(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }

  /**
   * Looks again and again until it is so.
   *
   * @return false when it is not so at the end of the longest wait
   */
  public static boolean until(BooleanSupplier isSo, Duration longest, Duration between) {
    long end = System.nanoTime() + longest.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      of(between);
    }
    return true;
  }
}
