package io.belfry.cli;

import io.belfry.cli.apps.AppsFile;
import io.belfry.cli.apps.AppsPlace;
import io.belfry.cli.apps.Change;
import io.belfry.cli.apps.NotChanged;
import io.belfry.cli.apps.StoredApps;
import io.belfry.cli.migrate.Tree;
import io.belfry.server.config.file.ConfigResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the apps of a configuration are, and complains when a change is not made.
 *
 * <p>Thread: confined to the main thread.
 *
 * @param console where complaints go
 */
record AppsPlaces(Console console) {
  /** Where that configuration has its apps. */
  AppsPlace of(Path config) throws NotChanged {
    AppsFile file = new AppsFile(config, System.getenv());
    return file.isElsewhere() ? database(config) : file;
  }

  /** Where the apps are if there is no file: in a database, or in variables that nobody changes. */
  AppsPlace ofEnvironment(Map<String, String> variables) throws NotChanged {
    return "jdbc".equals(variables.get("BELFRY_APP_SOURCE_KIND"))
        ? database(null)
        : AppsFile.none(variables);
  }

  private static AppsPlace database(@Nullable Path config) throws NotChanged {
    return switch (new ConfigSource(config, Map.of()).read()) {
      case ConfigResult.Loaded loaded -> new StoredApps(loaded.config());
      case ConfigResult.NotConfigured refused ->
          throw new NotChanged(
              "The configuration that names the database has a problem: "
                  + refused.problems().get(0));
    };
  }

  /** Adds apps, and says where to; a file that is not there is made. Empty where they were not. */
  Optional<String> add(Path config, List<Tree.Group> apps) {
    try {
      AppsFile file = new AppsFile(config, System.getenv());
      if (file.isThere()) {
        try (AppsPlace place = of(config)) {
          place.make(new Change.Add(apps));
          return Optional.of(place.name());
        }
      }
      AppsFile.make(config, apps);
      return Optional.of(file.name());
    } catch (NotChanged e) {
      console.complain(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
