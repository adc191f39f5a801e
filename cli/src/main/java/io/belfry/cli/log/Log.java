package io.belfry.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Logback as Belfry wants it: lines on standard error, from {@code BELFRY_LOG_LEVEL} up. In code,
 * since reading the same from an XML file loads an XML parser and all that logback could be told,
 * which is a notable part of a start.
 *
 * <p>Whoever names a file of logback's with {@code -Dlogback.configurationFile} gets logback's own
 * set-up with that file.
 *
 * <p>Thread: thread-safe; SLF4J makes one.
 */
public final class Log implements SLF4JServiceProvider {
  private static final String LEVEL = "BELFRY_LOG_LEVEL";
  private static final String PROVIDER = "slf4j.provider";
  private static final String VERBOSITY = "slf4j.internal.verbosity";
  private static final String FILE_OF_LOGBACK = "logback.configurationFile";
  private static final String SLF4J = "2.0.99";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter diagnostics = new LogbackMDCAdapter();

  /** Made by SLF4J, which initializes it. */
  public Log() {}

  /** Lets SLF4J use this. Called before anything logs. */
  public static void use() {
    if (System.getProperty(FILE_OF_LOGBACK) == null && System.getProperty(PROVIDER) == null) {
      System.setProperty(PROVIDER, Log.class.getName());
      // SLF4J would say on the console that it was told so.
      System.setProperty(VERBOSITY, "WARN");
    }
  }

  @Override
  public void initialize() {
    context.setName("belfry");
    context.setMDCAdapter(diagnostics);
    LogLine line = new LogLine();
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(System.getenv(LEVEL), Level.INFO));
    root.addAppender(console);
    context.start();
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
