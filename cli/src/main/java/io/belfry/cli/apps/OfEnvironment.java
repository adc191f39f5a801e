package io.belfry.cli.apps;

import io.belfry.cli.apps.AppsPlace.Key;
import io.belfry.cli.apps.AppsPlace.Listed;
import io.belfry.cli.apps.AppsPlace.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Apps and parts of apps that environment variables define. They are stronger than the file and no
 * command can change them.
 *
 * <p>Thread: immutable.
 *
 * @param variables of the environment
 */
record OfEnvironment(Map<String, String> variables) {
  private static final String APPS = "BELFRY_APPS_";
  private static final int MOST = 1_000;

  /** What people may see of an app of the file, with what variables say over it. */
  Listed over(int index, Listed app) {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < app.keys().size(); i++) {
      keys.add(key(index, i).orElse(app.keys().get(i)));
    }
    further(index, keys);
    return new Listed(
        of(index, "ID").orElse(app.id()),
        of(index, "NAME").orElse(app.name()),
        of(index, "ENABLED").map(text -> State.of(!text.equals("false"))).orElse(app.state()),
        keys,
        app.webhooks(),
        app.place());
  }

  /** Apps that come behind those of the file. */
  List<Listed> further(int from) {
    List<Listed> apps = new ArrayList<>();
    for (int i = from; i < MOST && of(i, "ID").isPresent(); i++) {
      apps.add(over(i, new Listed("", "", State.ON, List.of(), 0, "environment")));
    }
    return apps;
  }

  private void further(int index, List<Key> keys) {
    for (int i = keys.size(); i < MOST && of(index, "KEYS_" + i + "_KEY").isPresent(); i++) {
      key(index, i).ifPresent(keys::add);
    }
  }

  private Optional<Key> key(int index, int key) {
    String entry = "KEYS_" + key + "_";
    return of(index, entry + "KEY")
        .map(name -> new Key(name, !of(index, entry + "ACTIVE").orElse("true").equals("false")));
  }

  private Optional<String> of(int index, String name) {
    return Optional.ofNullable(variables.get(APPS + index + "_" + name));
  }

  /**
   * Refuses a change that variables stand against.
   *
   * @param ids of the apps of the file, in their order
   */
  void refuse(Change change, List<String> ids) throws NotChanged {
    String id = AppsText.app(change);
    int index = ids.indexOf(id);
    if (change instanceof Change.Add) {
      refuse(from(ids.size()), "define further apps behind those of the file");
    } else if (index < 0) {
      for (Listed app : further(ids.size())) {
        if (app.id().equals(id)) {
          throw new NotChanged(
              "App "
                  + id
                  + " is defined by environment variables ("
                  + APPS
                  + "…_ID), which no command can change. Change them where the server is started.");
        }
      }
    } else if (change instanceof Change.Remove) {
      refuse(from(index), "count the apps of the file, which would move");
    } else {
      refuse(
          names(index).filter(name -> !name.endsWith("_SECRET")),
          "say more of this app than the file");
    }
  }

  private void refuse(Stream<String> names, String what) throws NotChanged {
    Optional<String> name = names.findFirst();
    if (name.isPresent()) {
      throw new NotChanged(
          "Environment variables, such as "
              + name.get()
              + ", "
              + what
              + ". Change them where the server is started, or run this without them.");
    }
  }

  private Stream<String> names(int index) {
    return variables.keySet().stream().filter(name -> name.startsWith(APPS + index + "_")).sorted();
  }

  private Stream<String> from(int index) {
    return java.util.stream.IntStream.range(index, MOST).boxed().flatMap(this::names);
  }
}
