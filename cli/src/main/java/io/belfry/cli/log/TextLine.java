package io.belfry.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.belfry.server.setting.wording.LineText;

/**
 * A line for people.
 *
 * <p>Thread: thread-safe.
 */
final class TextLine implements LogLine.Shape {
  private static final int LEVEL_WIDTH = 5;

  private final LogTime time;

  TextLine(LogTime time) {
    this.time = time;
  }

  @Override
  public void append(StringBuilder line, ILoggingEvent event) {
    time.append(line, event.getTimeStamp());
    String level = event.getLevel().toString();
    line.append(' ').append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
    String logger = event.getLoggerName();
    line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
    LineText.append(line, String.valueOf(event.getFormattedMessage()));
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      LogTrace.append(line, event.getThrowableProxy());
    }
  }

  @Override
  public String lost() {
    return "ERROR Log a line of the log could not be made, probably for want of memory\n";
  }
}
