package io.belfry.server.config.file;

import io.belfry.server.app.App;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.setting.Setting.Settings;
import java.util.List;

/**
 * Judges where apps come from, beside the apps that are there.
 *
 * <p>Thread: confined to the reader.
 */
final class SourceChecks {
  private static final String KIND = AppSourceSettings.KIND.path();
  private static final String URL = AppSourceSettings.URL.path();

  private final Values values;

  SourceChecks(Values values) {
    this.values = values;
  }

  void check(Settings node, List<App> apps) {
    switch (node.of(AppSourceSettings.KIND)) {
      case FILE -> file();
      case JDBC -> jdbc(apps);
    }
  }

  private void file() {
    if (isGiven()) {
      values.note(URL + " has no effect: " + KIND + " is file.");
    }
  }

  private void jdbc(List<App> apps) {
    if (!isGiven()) {
      values.wrong(KIND, URL + " is missing. Give the address of the database that has the apps.");
    }
    if (!apps.isEmpty()) {
      values.wrong(
          KIND,
          KIND
              + " is jdbc, and there are apps here too. Move them into the database, or leave "
              + KIND
              + " out.");
    }
  }

  private boolean isGiven() {
    return values.find(URL).isPresent() || values.isBroken(URL);
  }
}
