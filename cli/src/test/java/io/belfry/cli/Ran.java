package io.belfry.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command did that was run in this process.
 *
 * <p>Thread: immutable.
 */
record Ran(int exitCode, String out, String err) {
  static Ran with(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine belfry =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = belfry.execute(arguments);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
