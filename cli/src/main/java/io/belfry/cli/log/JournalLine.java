package io.belfry.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A line for the journal of systemd, which takes the priority of each line from a number before it
 * and shows the line without. So {@code journalctl -p warning} finds what warns.
 *
 * <p>Thread: thread-safe.
 */
final class JournalLine implements LogLine.Shape {
  private static final String VARIABLE = "JOURNAL_STREAM";
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final LogLine.Shape line;

  JournalLine(LogLine.Shape line) {
    this.line = line;
  }

  /**
   * Whether standard error of this process leads to the journal. The variable alone does not say
   * so, since whoever is started by a service and writes elsewhere has it too.
   */
  static boolean isReader(Map<String, String> environment) {
    String stream = environment.get(VARIABLE);
    return stream != null && stream.equals(deviceAndNumber(STANDARD_ERROR));
  }

  /** Device and number of a file, as the variable has them. */
  static String deviceAndNumber(Path file) {
    try {
      Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino");
      return found.get("dev") + ":" + found.get("ino");
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      // Another system than Linux, which has no journal.
      return "";
    }
  }

  @Override
  public void append(StringBuilder to, ILoggingEvent event) {
    String priority = priority(event.getLevel());
    int from = to.length();
    to.append(priority);
    line.append(to, event);
    // Each line of a stack trace is an entry of its own.
    for (int end = to.indexOf("\n", from);
        end >= 0 && end < to.length() - 1;
        end = to.indexOf("\n", end + 1)) {
      to.insert(end + 1, priority);
    }
  }

  private static String priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "<3>";
      case Level.WARN_INT -> "<4>";
      case Level.INFO_INT -> "<6>";
      default -> "<7>";
    };
  }

  @Override
  public String lost() {
    return "<3>" + line.lost();
  }
}
