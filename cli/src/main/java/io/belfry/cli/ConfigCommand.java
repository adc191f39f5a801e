package io.belfry.cli;

import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigReference;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.config.file.EffectiveSetting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  ConfigCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  /** What {@code check} and {@code show} look at. */
  static final class Looked {
    @Parameters(
        paramLabel = "FILE",
        arity = "0..1",
        description = "YAML file; without one, the environment alone.")
    private @Nullable Path file;

    @Option(
        names = "--set",
        paramLabel = "NAME=VALUE",
        description = "Sets one setting over the file, as with serve.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Mixin private AnswerOptions answer = new AnswerOptions();

    Looked() {}

    ConfigSource source() {
      return new ConfigSource(file, settings);
    }
  }

  @Command(
      name = "check",
      description = "Names all problems of a file at once; exit code 2 if there are any.")
  int check(
      @Mixin Looked looked,
      @Option(
              names = "--engine",
              description = {
                "Also asks the Redis or Valkey of cluster.url: address, TLS, login, rights, version,"
                    + " and the nodes that run. Writes nothing there."
              })
          boolean asksEngine) {
    ConfigSource source = looked.source();
    return read(
        looked,
        loaded -> {
          List<ConfigProblem> problems = source.problemsOfServing(loaded);
          if (!problems.isEmpty()) {
            return refuse(looked, problems);
          }
          Optional<EngineLook> engine =
              asksEngine ? Optional.of(EngineLook.at(loaded.config())) : Optional.empty();
          List<ConfigProblem> atEngine = engine.map(EngineLook::problems).orElse(List.of());
          if (!atEngine.isEmpty()) {
            return refuse(looked, atEngine);
          }
          if (looked.answer.isJson()) {
            out().println(ConfigJson.good(source.name(), loaded, engine));
          } else {
            loaded.warnings().forEach(this::note);
            engine.ifPresent(look -> look.notes().forEach(this::note));
            engine.flatMap(EngineLook::sentence).ifPresent(out()::println);
            out().println(source.name() + " is good: " + apps(loaded));
          }
          return Main.DONE;
        });
  }

  private void note(String sentence) {
    out().println("note: " + sentence);
  }

  private static String apps(ConfigResult.Loaded loaded) {
    int apps = loaded.config().apps().size();
    return switch (loaded.config().of(AppSourceSettings.KIND)) {
      case FILE -> apps + (apps == 1 ? " app." : " apps.");
      case JDBC -> "apps come from a database.";
    };
  }

  @Command(
      name = "show",
      description = "Prints the values in effect and where each comes from; secrets are hidden.")
  int show(@Mixin Looked looked) {
    return read(
        looked,
        loaded -> {
          if (looked.answer.isJson()) {
            out().println(ConfigJson.settings(looked.source().name(), loaded));
          } else {
            print(loaded.settings().get());
          }
          return Main.DONE;
        });
  }

  @Command(name = "docs", description = "Prints the reference of all settings as Markdown.")
  void docs() {
    out().print(ConfigReference.markdown());
    out().flush();
  }

  private int read(Looked looked, ToIntFunction<ConfigResult.Loaded> whenGood) {
    int exitCode =
        switch (looked.source().read()) {
          case ConfigResult.Loaded loaded -> whenGood.applyAsInt(loaded);
          case ConfigResult.NotConfigured refused -> refuse(looked, refused.problems());
        };
    out().flush();
    return exitCode;
  }

  private int refuse(Looked looked, List<ConfigProblem> problems) {
    ConfigProblems found = new ConfigProblems(looked.source().name(), problems);
    if (looked.answer.isJson()) {
      out().println(ConfigJson.bad(found));
    } else {
      found.print(out());
    }
    return Main.WRONG;
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
