package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.Written;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.AppDefinitions.Faulty;
import io.belfry.server.config.AppDefinitions.Sound;
import io.belfry.server.config.ServerConfig;
import io.belfry.sql.AppStore;
import io.belfry.sql.AppStore.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Apps in a database, each a definition of the form of an entry of {@code apps}. A definition is
 * judged as a server judges it before it is written.
 *
 * <p>Thread: confined to its caller, which waits here.
 *
 * @see "rules LIM-042, LIM-043, LIM-045"
 */
public final class StoredApps implements AppsPlace {
  private final AppStore store;
  private final AppDefinitions definitions;

  /**
   * The apps of the database that a configuration names.
   *
   * @throws NotChanged if it cannot be reached
   */
  public StoredApps(ServerConfig config) throws NotChanged {
    try {
      store = AppStore.open(config);
    } catch (IOException e) {
      throw failed(e);
    }
    definitions = AppDefinitions.of(config);
  }

  @Override
  public String name() {
    return "the database";
  }

  @Override
  public List<Listed> list() throws NotChanged {
    List<Listed> all = new ArrayList<>();
    for (Stored stored : stored()) {
      all.add(listed(stored));
    }
    return all;
  }

  // One row that cannot be read must not keep all others from being seen and changed.
  private Listed listed(Stored stored) {
    Listed said = AppsFile.listed(definition(stored), "database");
    State state = isTaken(stored) ? said.state() : State.REFUSED;
    return new Listed(stored.id(), said.name(), state, said.keys(), said.webhooks(), said.place());
  }

  private boolean isTaken(Stored stored) {
    return switch (definitions.read("app " + stored.id(), stored.definition())) {
      case Sound sound -> sound.app().id().equals(stored.id());
      case Faulty faulty -> false;
    };
  }

  private List<Stored> stored() throws NotChanged {
    try {
      return store.list();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Tree.Group definition(Stored stored) {
    try {
      return AppsText.definition(stored.definition());
    } catch (NotChanged e) {
      return new Tree.Group(Map.of());
    }
  }

  @Override
  public void make(Change change) throws NotChanged {
    try {
      switch (change) {
        case Change.Add add -> add(add);
        case Change.Remove remove -> {
          if (!store.remove(remove.app())) {
            throw unknown(remove.app());
          }
        }
        case Change.AddKey key -> replace(key);
        case Change.Retire retire -> replace(retire);
        case Change.Enable enable -> replace(enable);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  // All are judged before the first is written, and all are written in one step.
  private void add(Change.Add add) throws NotChanged, IOException {
    Map<String, String> owners = new HashMap<>();
    for (Listed other : list()) {
      other.keys().forEach(key -> owners.put(key.key(), other.id()));
    }
    List<AppStore.Change> rows = new ArrayList<>();
    for (Tree.Group app : add.apps()) {
      String id = AppsText.text(app, "id");
      judge(id, Written.line(app));
      refuseKeysOfOthers(app, owners);
      rows.add(new AppStore.Change.Add(id, Written.line(app)));
    }
    if (store.changeAll(rows).orElse(null) instanceof AppStore.Change.Add there) {
      throw new NotChanged(
          "There is an app with the id \"" + there.id() + "\" already. Nothing was changed.");
    }
  }

  private static void refuseKeysOfOthers(Tree.Group app, Map<String, String> owners)
      throws NotChanged {
    String id = AppsText.text(app, "id");
    for (Tree.Group key : AppsText.groups(app, "keys")) {
      String owner = owners.putIfAbsent(AppsText.text(key, "key"), id);
      if (owner != null && !owner.equals(id)) {
        throw new NotChanged("App " + owner + " has one of these keys already.");
      }
    }
  }

  private void replace(Change change) throws NotChanged, IOException {
    String id = AppsText.app(change);
    Stored stored = store.find(id).orElseThrow(() -> unknown(id));
    String changed = AppsText.changedApp(stored.definition(), change);
    judge(id, changed);
    if (!store.replace(stored, changed)) {
      throw new NotChanged("App " + id + " was changed by somebody else meanwhile. Try again.");
    }
  }

  private void judge(String id, String definition) throws NotChanged {
    switch (definitions.read("app " + id, definition)) {
      case Sound sound -> {
        // It can be used, and is not shown.
      }
      case Faulty faulty -> throw new NotChanged(faulty.problems().get(0));
    }
  }

  private static NotChanged unknown(String id) {
    return new NotChanged("There is no app with the id \"" + id + "\" in the database.");
  }

  private static NotChanged failed(IOException e) {
    return new NotChanged(String.valueOf(e.getMessage()));
  }

  @Override
  public void close() {
    store.close();
  }
}
