package io.belfry.cli;

import io.belfry.server.setting.wording.LineText;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Where a command says what it has to say.
 *
 * <p>Thread: thread-safe.
 *
 * @param out what was asked for
 * @param err what went wrong, and notes
 */
record Console(PrintWriter out, PrintWriter err) {
  /** That of the process. */
  static Console ofProcess() {
    return new Console(writer(System.out), writer(System.err));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** That of a command that picocli runs. */
  static Console of(CommandLine command) {
    return new Console(command.getOut(), command.getErr());
  }

  /** Says one sentence about what went wrong, which may repeat what a stranger's server said. */
  void complain(String sentence) {
    StringBuilder line = new StringBuilder("belfry: ");
    LineText.append(line, sentence);
    err.println(line);
    err.flush();
  }
}
