package io.belfry.cli;

import io.belfry.cli.apps.AppsFile;
import io.belfry.cli.apps.AppsPlace;
import io.belfry.cli.apps.Change;
import io.belfry.cli.apps.NotChanged;
import io.belfry.cli.migrate.Tree;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds where the apps of a configuration are, and complains when a change is not made.
 *
 * <p>Thread: confined to the main thread.
 *
 * @param console where complaints go
 */
record AppsPlaces(Console console) {
  /** Where that configuration has its apps. */
  AppsPlace of(Path config) {
    return new AppsFile(config, System.getenv());
  }

  /** Adds apps; a file that is not there is made. */
  boolean add(Path config, List<Tree.Group> apps) {
    try {
      AppsFile file = new AppsFile(config, System.getenv());
      if (file.isThere()) {
        of(config).make(new Change.Add(apps));
      } else {
        AppsFile.make(config, apps);
      }
      return true;
    } catch (NotChanged e) {
      console.complain(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
