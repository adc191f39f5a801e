package io.belfry.cli;

import io.belfry.cli.apps.AppsPlace;
import io.belfry.cli.apps.NotChanged;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * What all of {@code belfry apps} have in common: the configuration, and how the answer is written.
 *
 * <p>Thread: confined to the main thread.
 */
final class AppsOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration; where its app_source names a database, that one is changed.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Prints the answer as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  AppsOptions() {}

  /** What is done with the apps. */
  interface Task {
    void with(AppsPlace place) throws NotChanged;
  }

  boolean isJson() {
    return isJson;
  }

  /** The option that names the configuration, as it was given. */
  String configuration() {
    return config == null ? "" : " --config " + config;
  }

  Console console(CommandSpec spec) {
    return Console.of(spec.commandLine());
  }

  /** Does it, and makes an exit code of what became of it. */
  int with(CommandSpec spec, Task task) {
    Console console = console(spec);
    if (config == null && !ConfigSource.isInEnvironment()) {
      console.complain("apps needs a configuration. Name the file with --config belfry.yaml.");
      return Main.WRONG;
    }
    AppsPlaces places = new AppsPlaces(console);
    try (AppsPlace place =
        config == null ? places.ofEnvironment(System.getenv()) : places.of(config)) {
      task.with(place);
      return Main.DONE;
    } catch (NotChanged e) {
      console.complain(String.valueOf(e.getMessage()));
      return Main.WRONG;
    }
  }

  /** Says what was done to an app. */
  void say(CommandSpec spec, String sentence, String app) {
    var out = console(spec).out();
    out.println(isJson ? JsonLines.object(json -> json.writeStringProperty("app", app)) : sentence);
    out.flush();
  }
}
