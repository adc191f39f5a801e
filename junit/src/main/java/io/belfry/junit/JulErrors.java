package io.belfry.junit;

import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Errors where {@code java.util.logging} writes the log.
 *
 * <p>Thread: thread-safe.
 */
final class JulErrors extends Handler {
  private final Consumer<String> lines;

  private JulErrors(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Listens until what this gives is run. */
  static Runnable listen(Consumer<String> lines) {
    JulErrors errors = new JulErrors(lines);
    // Kept here: the log itself forgets loggers that nobody holds.
    List<Logger> loggers = ServerErrors.LOGGERS.stream().map(Logger::getLogger).toList();
    loggers.forEach(logger -> logger.addHandler(errors));
    return () -> loggers.forEach(logger -> logger.removeHandler(errors));
  }

  @Override
  public void publish(LogRecord line) {
    if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
      lines.accept(line.getLoggerName() + ": " + line.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
