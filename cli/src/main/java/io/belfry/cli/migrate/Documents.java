package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the apps in a document, and reports what stands around them.
 *
 * <p>Thread: stateless.
 */
final class Documents {
  private static final int MAX_APPS = 10_000;
  private static final String OF_NODE = "It is no setting of an app.";

  private Documents() {}

  /** Apps below a path of groups, which may be written as one name with dots. */
  static List<Tree.Group> found(
      Tree document,
      List<String> path,
      MigrationReport report,
      Function<Fields, Optional<Tree.Group>> app)
      throws NotReadable {
    if (!(document instanceof Tree.Group root)) {
      throw new NotReadable("The file has to be one object with " + String.join(".", path) + ".");
    }
    List<Tree.Group> apps = new ArrayList<>();
    boolean isFound = around(new Around(root, "", path), report, app, apps);
    if (!isFound) {
      throw new NotReadable("The file has no apps at " + String.join(".", path) + ".");
    }
    return apps;
  }

  /**
   * A group somewhere above the apps.
   *
   * @param group its members
   * @param at where it stands
   * @param path what leads from it to the apps
   */
  private record Around(Tree.Group group, String at, List<String> path) {}

  private static boolean around(
      Around here,
      MigrationReport report,
      Function<Fields, Optional<Tree.Group>> app,
      List<Tree.Group> apps)
      throws NotReadable {
    boolean isFound = false;
    for (Map.Entry<String, Tree> member : here.group.members().entrySet()) {
      String below = MigrationReport.below(here.at, member.getKey());
      int steps = steps(member.getKey(), here.path);
      if (steps == here.path.size()) {
        apps.addAll(apps(member.getValue(), below, report, app));
        isFound = true;
      } else if (steps > 0 && member.getValue() instanceof Tree.Group inner) {
        List<String> rest = here.path.subList(steps, here.path.size());
        isFound |= around(new Around(inner, below, rest), report, app, apps);
      } else {
        report.leave(below, member.getValue(), OF_NODE);
      }
    }
    return isFound;
  }

  // How much of a path a name goes along, such as two steps for appManager.array.
  private static int steps(String name, List<String> path) {
    for (int steps = path.size(); steps > 0; steps--) {
      if (name.equals(String.join(".", path.subList(0, steps)))) {
        return steps;
      }
    }
    return 0;
  }

  /** Apps of a list, or of a group whose names are nothing but numbers or ids. */
  static List<Tree.Group> apps(
      Tree list, String at, MigrationReport report, Function<Fields, Optional<Tree.Group>> app)
      throws NotReadable {
    Map<String, Tree> entries = new LinkedHashMap<>();
    if (list instanceof Tree.Items items) {
      for (int i = 0; i < items.items().size(); i++) {
        entries.put(at + "[" + i + "]", items.items().get(i));
      }
    } else if (list instanceof Tree.Group group) {
      group.members().forEach((name, e) -> entries.put(MigrationReport.below(at, name), e));
    } else {
      report.leave(at, list, "Expected a list of apps.");
    }
    if (entries.size() > MAX_APPS) {
      throw new NotReadable("The file has more than " + MAX_APPS + " apps.");
    }
    List<Tree.Group> apps = new ArrayList<>();
    entries.forEach(
        (path, entry) -> {
          if (entry instanceof Tree.Group group) {
            app.apply(new Fields(group, path, report)).ifPresent(apps::add);
          } else {
            report.leave(path, entry, "Expected an app with id, key and secret.");
          }
        });
    return apps;
  }

  /** The one app that variables define. */
  static List<Tree.Group> app(
      Tree.Group fields,
      String at,
      MigrationReport report,
      Function<Fields, Optional<Tree.Group>> app) {
    return app.apply(new Fields(fields, at, report)).map(List::of).orElse(List.of());
  }

  /**
   * The variables of an app under the names of its fields; others of that server are reported. What
   * begins otherwise is another program's.
   */
  static Tree.Group renamed(
      Map<String, Tree> variables,
      String prefix,
      Map<String, String> names,
      MigrationReport report) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    variables.forEach(
        (variable, value) -> {
          String field = names.get(variable);
          if (field == null && variable.startsWith(prefix)) {
            report.leave(MigrationReport.below("", variable), value, OF_NODE);
          } else if (field != null) {
            fields.put(field, value);
          }
        });
    return new Tree.Group(fields);
  }
}
