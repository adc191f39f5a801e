package io.belfry.docs;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/** Takes its apps from a table, and looks once a second whether they have changed. */
// snippet: server-apps
final class FetchedApps implements AppSource {
  /** What asks the database; where that fails, it answers what it did before. */
  interface Table {
    /** A number that grows with each change. */
    long version();

    List<App> apps();
  }

  private final Table table;
  private final ConfiguredApps snapshot = new ConfiguredApps(List.of());
  private final Timer timer = new Timer("apps", true);
  private long version = -1;

  FetchedApps(Table table) {
    this.table = table;
  }

  @Override
  public void start(AppsListener listener) {
    look();
    snapshot.start(listener);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            look();
          }
        },
        1_000,
        1_000);
  }

  private void look() {
    long now = table.version();
    if (now != version) {
      snapshot.replace(table.apps());
      version = now;
    }
  }

  @Override
  public Optional<App> byId(String id) {
    return snapshot.byId(id);
  }

  @Override
  public Optional<App> byKey(String key) {
    return snapshot.byKey(key);
  }

  @Override
  public Collection<App> all() {
    return snapshot.all();
  }

  @Override
  public void close() {
    timer.cancel();
    snapshot.close();
  }
}
// end
