package io.belfry.client.internal;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Where lines of the log go on a JVM.
 *
 * <p>Thread: thread-safe.
 */
public final class Log {
  private static final System.Logger LOG = System.getLogger("io.belfry.client");

  private Log() {}

  /** A defect of the client. */
  public static void error(String message, Throwable cause) {
    LOG.log(Level.ERROR, message, cause);
  }

  /** Something is worse than it should be. */
  public static void warning(String message, @Nullable Throwable cause) {
    LOG.log(Level.WARNING, message, cause);
  }

  /** For who looks for a fault. */
  public static void debug(String message, @Nullable Throwable cause) {
    LOG.log(Level.DEBUG, message, cause);
  }
}
