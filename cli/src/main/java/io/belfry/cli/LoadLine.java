package io.belfry.cli;

import io.belfry.cli.load.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * The line that tells once a second how a load test stands: on a terminal always the same line,
 * elsewhere one below the other.
 *
 * <p>Thread: confined to the main thread.
 */
final class LoadLine {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter writer;
  private final String before;
  private final String after;

  private LoadLine(PrintWriter writer, String before, String after) {
    this.writer = writer;
    this.before = before;
    this.after = after;
  }

  /** For a terminal. */
  static LoadLine overwritten(PrintWriter writer) {
    return new LoadLine(writer, CLEAR, "");
  }

  /** For a file or a pipe. */
  static LoadLine plain(PrintWriter writer) {
    return new LoadLine(writer, "", "\n");
  }

  void show(Progress progress) {
    writer.print(before + text(progress) + after);
    writer.flush();
  }

  /** Makes room for what follows. */
  void end() {
    writer.print(before);
    writer.flush();
  }

  private static String text(Progress progress) {
    return String.format(
        Locale.ROOT,
        "%4d s  %d connected  %d/s published  %d/s delivered  p50 %.1f ms  p99 %.1f ms  %d wrong",
        progress.seconds(),
        progress.present(),
        progress.published(),
        progress.delivered(),
        progress.recent().p50(),
        progress.recent().p99(),
        progress.faults());
  }
}
