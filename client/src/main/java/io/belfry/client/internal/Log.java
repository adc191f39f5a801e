package io.belfry.client.internal;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where lines of the log go: {@code java.util.logging}, which Android has too. On a JVM a class of
 * this name in {@code META-INF/versions/17} takes its place and asks {@code System.Logger}.
 *
 * <p>Thread: thread-safe.
 */
public final class Log {
  private static final Logger LOG = Logger.getLogger("io.belfry.client");

  private Log() {}

  /** A defect of the client. */
  public static void error(String message, Throwable cause) {
    LOG.log(Level.SEVERE, message, cause);
  }

  /** Something is worse than it should be. */
  public static void warning(String message, @Nullable Throwable cause) {
    LOG.log(Level.WARNING, message, cause);
  }

  /** For who looks for a fault. */
  public static void debug(String message, @Nullable Throwable cause) {
    LOG.log(Level.FINE, message, cause);
  }
}
