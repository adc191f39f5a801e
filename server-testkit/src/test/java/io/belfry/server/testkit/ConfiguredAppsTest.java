package io.belfry.server.testkit;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import java.util.List;

/** The apps of a configuration. */
class ConfiguredAppsTest extends AppSourceContract {
  @Override
  protected AppSource sourceOf(List<App> apps) {
    return new ConfiguredApps(apps);
  }

  @Override
  protected void change(AppSource source, List<App> apps) {
    ((ConfiguredApps) source).replace(apps);
  }
}
