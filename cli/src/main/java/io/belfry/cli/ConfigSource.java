package io.belfry.cli;

import io.belfry.cli.demo.DemoCredentials;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from: a file or none, the environment over it, and what the command
 * line sets over both.
 *
 * <p>Thread: immutable.
 *
 * @param file the file; null where the environment says all
 * @param settings what the command line sets, by name, in the order it was said
 */
record ConfigSource(@Nullable Path file, Map<String, String> settings) {
  private static final String FIRST_APP = "BELFRY_APPS_0_";
  private static final String SOURCE = "BELFRY_APP_SOURCE_";

  ConfigSource {
    settings = new LinkedHashMap<>(settings);
  }

  /** Whether the environment has an app or says where to find them, so that it needs no file. */
  static boolean isInEnvironment() {
    return System.getenv().keySet().stream()
        .anyMatch(name -> name.startsWith(FIRST_APP) || name.startsWith(SOURCE));
  }

  /** What to call it. */
  String name() {
    return file == null ? "the environment" : file.toString();
  }

  /** Reads it anew. */
  ConfigResult read() {
    return file == null
        ? ConfigReader.read("", System.getenv(), settings)
        : ConfigReader.read(file, System.getenv(), settings);
  }

  /** What keeps it from being served although it can be read. */
  List<ConfigProblem> problemsOfServing(ConfigResult.Loaded loaded) {
    return DemoCredentials.areIn(loaded.config().apps())
        ? List.of(
            new ConfigProblem(
                ConfigProblems.WHOLE,
                "It has the app of belfry dev, which is not for production. Give the app a key and"
                    + " a secret of your own."))
        : List.of();
  }
}
