package io.belfry.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * One line of the log: {@code 13:05:09.042 WARN Connection said this}, with a stack trace below if
 * there is one.
 *
 * <p>Thread: thread-safe.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final int LEVEL_WIDTH = 5;
  private static final int NANOS_PER_MILLI = 1_000_000;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    time(line, event.getTimeStamp());
    String level = event.getLevel().toString();
    line.append(' ').append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())));
    String logger = event.getLoggerName();
    line.append(' ').append(logger, logger.lastIndexOf('.') + 1, logger.length());
    line.append(' ').append(event.getFormattedMessage()).append(System.lineSeparator());
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static void time(StringBuilder line, long millis) {
    LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
    padded(line, time.getHour(), 2).append(':');
    padded(line, time.getMinute(), 2).append(':');
    padded(line, time.getSecond(), 2).append('.');
    padded(line, time.getNano() / NANOS_PER_MILLI, 3);
  }

  private static StringBuilder padded(StringBuilder line, int number, int width) {
    String digits = Integer.toString(number);
    return line.append("0".repeat(width - digits.length())).append(digits);
  }
}
