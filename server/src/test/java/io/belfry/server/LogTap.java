package io.belfry.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/**
 * What a logger says, line by line.
 *
 * <p>Thread: thread-safe.
 */
public final class LogTap implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();
  private final Logger logger;
  private final Level before;
  private final boolean wasAdditive;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          events.add(event);
        }
      };

  private LogTap(Logger logger, Level level) {
    this.logger = logger;
    before = logger.getLevel();
    wasAdditive = logger.isAdditive();
    appender.start();
    logger.setLevel(level);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  /** What that logger says from now on. */
  public static LogTap on(String logger, Level level) {
    return new LogTap((Logger) LoggerFactory.getLogger(logger), level);
  }

  /** What is said about refusals from now on. */
  public static LogTap onRefusals() {
    return on("io.belfry.server.refusal.Refusals", Level.INFO);
  }

  /** The same of each of them, also of those that are else counted alone. */
  static LogTap onEachRefusal() {
    return on("io.belfry.server.refusal.Refusals", Level.DEBUG);
  }

  /** The next line. */
  public String next() {
    return event().getFormattedMessage();
  }

  /** The next line that is so; those before it are passed over. */
  public String next(Predicate<String> wanted) {
    String line = next();
    while (!wanted.test(line)) {
      line = next();
    }
    return line;
  }

  /** Whether all that was said so far has been read. */
  public boolean isQuiet() {
    return events.isEmpty();
  }

  /** The next line with all that belongs to it. */
  public ILoggingEvent event() {
    try {
      ILoggingEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("Nothing is said.");
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
    logger.setAdditive(wasAdditive);
  }
}
