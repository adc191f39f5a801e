package io.belfry.cli;

import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigReference;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.config.file.EffectiveSetting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code belfry config}: looks at a configuration without starting a server.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "config",
    description = "Checks a configuration file, shows what it sets, or prints the reference.")
final class ConfigCommand implements Runnable {
  private static final int MAX_COLUMN = 48;
  private static final String FILE = "YAML file; without one, the environment alone.";
  private static final String SET = "Sets one setting over the file, as with serve.";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ConfigCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  @Command(
      name = "check",
      description = "Names all problems of a file at once; exit code 2 if there are any.")
  int check(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) @Nullable Path file,
      @Option(names = "--set", paramLabel = "NAME=VALUE", description = SET)
          @Nullable Map<String, String> settings) {
    ConfigSource source = source(file, settings);
    return read(
        source,
        loaded -> {
          List<ConfigProblem> problems = source.problemsOfServing(loaded);
          if (!problems.isEmpty()) {
            new ConfigProblems(source.name(), problems).print(out());
            return Main.WRONG;
          }
          int apps = loaded.config().apps().size();
          loaded.warnings().forEach(warning -> out().println("note: " + warning));
          boolean areElsewhere =
              loaded.config().of(AppSourceSettings.KIND) != AppSourceSettings.Home.FILE;
          out()
              .println(
                  source.name()
                      + " is good: "
                      + (areElsewhere
                          ? "apps come from a database."
                          : apps + (apps == 1 ? " app." : " apps.")));
          return Main.DONE;
        });
  }

  @Command(
      name = "show",
      description = "Prints the values in effect and where each comes from; secrets are hidden.")
  int show(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) @Nullable Path file,
      @Option(names = "--set", paramLabel = "NAME=VALUE", description = SET)
          @Nullable Map<String, String> settings) {
    return read(
        source(file, settings),
        loaded -> {
          print(loaded.settings().get());
          return Main.DONE;
        });
  }

  @Command(name = "docs", description = "Prints the reference of all settings as Markdown.")
  void docs() {
    out().print(ConfigReference.markdown());
    out().flush();
  }

  private static ConfigSource source(@Nullable Path file, @Nullable Map<String, String> settings) {
    return new ConfigSource(file, settings == null ? Map.of() : settings);
  }

  private int read(ConfigSource source, ToIntFunction<ConfigResult.Loaded> whenGood) {
    int exitCode =
        switch (source.read()) {
          case ConfigResult.Loaded loaded -> whenGood.applyAsInt(loaded);
          case ConfigResult.NotConfigured refused -> {
            new ConfigProblems(source.name(), refused.problems()).print(out());
            yield Main.WRONG;
          }
        };
    out().flush();
    return exitCode;
  }

  private void print(List<EffectiveSetting> settings) {
    int path = settings.stream().mapToInt(s -> column(s.path())).max().orElse(1);
    int value = settings.stream().mapToInt(s -> column(s.value())).max().orElse(1);
    String line = "%-" + path + "s  %-" + value + "s  %s%n";
    settings.forEach(s -> out().printf(line, s.path(), s.value(), s.source()));
  }

  // One long value must not push the sources of all others off the screen.
  private static int column(String text) {
    return Math.min(Math.max(text.length(), 1), MAX_COLUMN);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
