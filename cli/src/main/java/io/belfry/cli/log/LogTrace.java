package io.belfry.cli.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.belfry.server.setting.wording.LineText;
import org.jspecify.annotations.Nullable;

/**
 * The stack trace below a line. What an exception says may be text of a stranger, so it stays on
 * its line; and a recursion without end takes no more lines than the frames that are worth reading.
 *
 * <p>Thread: stateless.
 */
final class LogTrace {
  private static final int MAX_FRAMES = 64;
  private static final int MAX_CAUSES = 8;

  private LogTrace() {}

  /** Writes the exception and its causes, each line ended with a line feed. */
  static void append(StringBuilder to, IThrowableProxy thrown) {
    @Nullable IThrowableProxy next = thrown;
    for (int i = 0; next != null && i < MAX_CAUSES; i++) {
      append(to, i == 0 ? "" : "Caused by: ", next);
      for (IThrowableProxy suppressed : suppressed(next)) {
        append(to, "Suppressed: ", suppressed);
      }
      next = next.getCause();
    }
  }

  private static IThrowableProxy[] suppressed(IThrowableProxy thrown) {
    IThrowableProxy[] suppressed = thrown.getSuppressed();
    return suppressed == null ? new IThrowableProxy[0] : suppressed;
  }

  private static void append(StringBuilder to, String label, IThrowableProxy thrown) {
    to.append(label).append(thrown.getClassName());
    if (thrown.getMessage() != null) {
      LineText.append(to.append(": "), thrown.getMessage());
    }
    to.append('\n');
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int shown = Math.min(frames.length - thrown.getCommonFrames(), MAX_FRAMES);
    for (int i = 0; i < shown; i++) {
      to.append("\tat ").append(frames[i].getStackTraceElement()).append('\n');
    }
    if (shown < frames.length) {
      to.append("\t... ").append(frames.length - shown).append(" more\n");
    }
  }
}
