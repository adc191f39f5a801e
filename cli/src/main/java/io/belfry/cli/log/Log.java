package io.belfry.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback as Belfry wants it: lines on standard error, those of Belfry from {@code
 * BELFRY_LOG_LEVEL} up, those of libraries when they warn. In code, since reading the same from an
 * XML file loads an XML parser and all that logback could be told, which is a notable part of a
 * start.
 *
 * <p>Whoever names a file of logback's with {@code -Dlogback.configurationFile} gets logback's own
 * set-up with that file.
 *
 * <p>Thread: thread-safe; SLF4J makes one.
 */
public final class Log implements SLF4JServiceProvider {
  private static final String PROVIDER = "slf4j.provider";
  private static final String VERBOSITY = "slf4j.internal.verbosity";
  private static final String FILE_OF_LOGBACK = "logback.configurationFile";
  private static final String SLF4J = "2.0.99";
  private static final String OWN = "io.belfry";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter diagnostics = new LogbackMDCAdapter();

  /** Made by SLF4J, which initializes it. */
  public Log() {}

  /**
   * Lets SLF4J use this. Called before anything logs.
   *
   * @throws IllegalArgumentException with a sentence for whoever set the variables, if they cannot
   *     be used
   */
  public static void use() {
    if (System.getProperty(FILE_OF_LOGBACK) == null && System.getProperty(PROVIDER) == null) {
      LogSettings.of(System.getenv());
      System.setProperty(PROVIDER, Log.class.getName());
      // SLF4J would say on the console that it was told so.
      System.setProperty(VERBOSITY, "WARN");
    }
  }

  /** A line as the log would write it, for what goes to standard output; without its end. */
  public static String line(Class<?> who, String sentence) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            Log.class.getName(), context.getLogger(who), Level.INFO, sentence, null, new Object[0]);
    StringBuilder line = new StringBuilder();
    shape(LogSettings.of(System.getenv())).append(line, event);
    return line.toString().strip();
  }

  private static LogLine.Shape shape(LogSettings settings) {
    LogTime time = LogTime.ofMachine();
    return settings.isJson() ? new JsonLine(time) : new TextLine(time);
  }

  @Override
  public void initialize() {
    LogSettings settings = LogSettings.of(System.getenv());
    context.setName("belfry");
    context.setMDCAdapter(diagnostics);
    LogLine.Shape shape = shape(settings);
    LogLine line =
        new LogLine(JournalLine.isReader(System.getenv()) ? new JournalLine(shape) : shape);
    line.setContext(context);
    line.start();
    ConsoleAppender<ILoggingEvent> console = new SafeConsole();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(line);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(settings.ofLibraries());
    context.getLogger(OWN).setLevel(settings.level());
    settings.others().forEach((name, level) -> context.getLogger(name).setLevel(level));
    root.addAppender(console);
    context.start();
    line.warmUp(example(root));
  }

  private static LoggingEvent example(Logger logger) {
    Throwable thrown = new IllegalStateException("example", new IllegalArgumentException());
    LoggingEvent event =
        new LoggingEvent(
            Log.class.getName(), logger, Level.ERROR, "example {}", thrown, new Object[] {1});
    event.setKeyValuePairs(List.of(new KeyValuePair("example", 1)));
    return event;
  }

  /** Standard error, whose failures are nobody's: who complains must not be ended by it. */
  private static final class SafeConsole extends ConsoleAppender<ILoggingEvent> {
    @Override
    public void doAppend(ILoggingEvent event) {
      try {
        super.doAppend(event);
      } catch (RuntimeException | Error e) {
        // Nothing can be said about it: saying it is what failed.
      }
    }
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return diagnostics;
  }

  @Override
  public String getRequestedApiVersion() {
    return SLF4J;
  }
}
