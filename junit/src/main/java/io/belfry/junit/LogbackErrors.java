package io.belfry.junit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Errors where Logback writes the log. Only touched there.
 *
 * <p>Thread: thread-safe.
 */
final class LogbackErrors extends AppenderBase<ILoggingEvent> {
  private final Consumer<String> lines;

  private LogbackErrors(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Listens until what this gives is run. */
  static Runnable listen(Consumer<String> lines) {
    LogbackErrors errors = new LogbackErrors(lines);
    errors.start();
    List<Logger> loggers =
        ServerErrors.LOGGERS.stream().map(name -> (Logger) LoggerFactory.getLogger(name)).toList();
    loggers.forEach(logger -> logger.addAppender(errors));
    return () -> loggers.forEach(logger -> logger.detachAppender(errors));
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      IThrowableProxy cause = event.getThrowableProxy();
      lines.accept(
          event.getLoggerName()
              + ": "
              + event.getFormattedMessage()
              + (cause == null
                  ? ""
                  : " (" + cause.getClassName() + ": " + cause.getMessage() + ")"));
    }
  }
}
