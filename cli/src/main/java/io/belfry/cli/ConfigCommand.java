package io.belfry.cli;

import io.belfry.server.config.ConfigReader;
import io.belfry.server.config.ConfigReference;
import io.belfry.server.config.ConfigResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry config}: looks at a configuration without starting a server.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "config",
    description = "Checks a configuration file or prints the reference of all settings.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ConfigCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "check",
      description = "Names all problems of a file at once; exit code 2 if there are any.",
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE", description = "YAML file.") Path file) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (ConfigReader.read(file, System.getenv(), Map.of())) {
      case ConfigResult.Loaded loaded -> {
        loaded.warnings().forEach(warning -> out.println("note: " + warning));
        out.println(file + " is good: " + loaded.config().apps().size() + " app(s).");
        out.flush();
        yield Main.DONE;
      }
      case ConfigResult.Refused refused -> {
        refused.problems().forEach(out::println);
        out.flush();
        yield Main.WRONG;
      }
    };
  }

  @Command(
      name = "docs",
      description = "Prints the reference of all settings as Markdown.",
      mixinStandardHelpOptions = true)
  void docs() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ConfigReference.markdown());
    out.flush();
  }
}
