package io.belfry.server.testkit;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.AppSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A source that fetches its apps on a thread of its own, as one over a database does. */
class FetchedAppsTest extends AppSourceContract {
  @Override
  protected AppSource sourceOf(List<App> apps) {
    return new FetchedApps(new Table(apps));
  }

  @Override
  protected void change(AppSource source, List<App> apps) {
    FetchedApps fetched = (FetchedApps) source;
    fetched.table.rows = apps;
    fetched.look();
  }

  /** What stands in for the database. */
  private static final class Table {
    private volatile List<App> rows;

    Table(List<App> rows) {
      this.rows = rows;
    }
  }

  private static final class FetchedApps implements AppSource {
    private final Table table;
    private final ExecutorService fetching =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private volatile Snapshot apps = new Snapshot(List.of());
    private volatile AppsListener listener = () -> {};

    private record Snapshot(Collection<App> all, Map<String, App> byId, Map<String, App> byKey) {
      Snapshot(List<App> apps) {
        this(List.copyOf(apps), new HashMap<>(), new HashMap<>());
        for (App app : apps) {
          byId.put(app.id(), app);
          app.keys().stream().filter(Key::active).forEach(key -> byKey.put(key.key(), app));
        }
      }
    }

    FetchedApps(Table table) {
      this.table = table;
    }

    @Override
    public void start(AppsListener changed) {
      apps = new Snapshot(table.rows);
      listener = changed;
    }

    void look() {
      if (!fetching.isShutdown()) {
        fetching.execute(
            () -> {
              apps = new Snapshot(table.rows);
              listener.changed();
            });
      }
    }

    @Override
    public Optional<App> byId(String id) {
      return Optional.ofNullable(apps.byId().get(id));
    }

    @Override
    public Optional<App> byKey(String key) {
      return Optional.ofNullable(apps.byKey().get(key));
    }

    @Override
    public Collection<App> all() {
      return apps.all();
    }

    @Override
    public void close() {
      fetching.close();
    }
  }
}
