package io.belfry.cli.migrate;

import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has what was imported judged as a configuration is, and takes out what is refused: a setting, a
 * webhook that would be told more without it, or the whole app where it is about who the app is.
 *
 * <p>Thread: confined to its caller.
 */
final class Acceptance {
  private static final int MOST_TURNS = 50;
  private static final Pattern PATH =
      Pattern.compile("apps\\[(\\d{1,6})]((?:\\.[a-zA-Z0-9_-]+(?:\\[\\d{1,6}])?)*)");
  private static final Pattern WEBHOOK =
      Pattern.compile("(\\.webhooks\\[\\d+])\\.(?:url|event_types|filter)\\b.*");

  private static final Pattern OF_WEBHOOK = Pattern.compile("\\.webhooks\\[\\d{1,6}]");
  private static final Pattern STEP = Pattern.compile("\\.([a-zA-Z0-9_-]+)|\\[(\\d{1,6})]");

  private final MigrationReport report;

  Acceptance(MigrationReport report) {
    this.report = report;
  }

  /** Those apps that pass, as far as they do. */
  List<Tree.Group> of(List<Tree.Group> imported) throws NotReadable {
    List<Tree.Group> apps = imported;
    for (int turn = 0; turn < MOST_TURNS && !apps.isEmpty(); turn++) {
      ConfigResult result = ConfigReader.read(Written.apps(apps), Map.of(), Map.of());
      switch (result) {
        case ConfigResult.Loaded loaded -> {
          loaded.warnings().forEach(report::note);
          return apps;
        }
        case ConfigResult.NotConfigured refused -> apps = without(apps, refused.problems());
      }
    }
    return apps.isEmpty() ? apps : giveUp("It stayed wrong after many turns.");
  }

  private static List<Tree.Group> giveUp(String why) throws NotReadable {
    throw new NotReadable("What was read makes no configuration: " + why);
  }

  private List<Tree.Group> without(List<Tree.Group> apps, List<ConfigProblem> problems)
      throws NotReadable {
    Map<Integer, Map<String, String>> wrong = new HashMap<>();
    for (ConfigProblem problem : problems) {
      Optional<Part> part = part(apps, problem.sentence());
      if (part.isEmpty()) {
        return giveUp(problem.sentence());
      }
      wrong
          .computeIfAbsent(part.get().app(), i -> new HashMap<>())
          .putIfAbsent(part.get().path(), problem.sentence());
    }
    List<Tree.Group> rest = new ArrayList<>();
    for (int i = 0; i < apps.size(); i++) {
      Map<String, String> ofApp = wrong.getOrDefault(i, Map.of());
      if (ofApp.isEmpty()) {
        rest.add(apps.get(i));
      } else if (ofApp.containsKey("")) {
        report.leave("app " + name(apps.get(i)), new Tree.Nothing(), ofApp.get(""));
      } else {
        rest.add((Tree.Group) pruned(apps.get(i), "", new Wrong(name(apps.get(i)), ofApp)));
      }
    }
    return rest;
  }

  /**
   * Something that can be taken out.
   *
   * @param app the place of its app
   * @param path where it stands in there; empty for the app
   */
  private record Part(int app, String path) {}

  // A sentence may name a default first, which nobody has written and nobody can take out.
  private static Optional<Part> part(List<Tree.Group> apps, String sentence) {
    List<Part> named =
        PATH.matcher(sentence)
            .results()
            .map(path -> new Part(Integer.parseInt(path.group(1)), unit(path.group(2))))
            .filter(part -> part.app() < apps.size())
            .toList();
    return Stream.concat(named.stream(), named.stream().map(Acceptance::around))
        .filter(part -> part.path().isEmpty() || isThere(apps.get(part.app()), part.path()))
        .findFirst();
  }

  private static Part around(Part part) {
    Matcher webhook = OF_WEBHOOK.matcher(part.path());
    return new Part(part.app(), webhook.lookingAt() ? webhook.group() : "");
  }

  private static boolean isThere(Tree tree, String path) {
    Matcher step = STEP.matcher(path);
    Optional<Tree> at = Optional.of(tree);
    while (step.find()) {
      String name = step.group(1);
      String index = step.group(2);
      at = at.flatMap(around -> name == null ? entry(around, index) : member(around, name));
    }
    return at.isPresent();
  }

  private static Optional<Tree> member(Tree tree, String name) {
    return tree instanceof Tree.Group group
        ? Optional.ofNullable(group.members().get(name))
        : Optional.empty();
  }

  private static Optional<Tree> entry(Tree tree, String index) {
    return tree instanceof Tree.Items items && Integer.parseInt(index) < items.items().size()
        ? Optional.of(items.items().get(Integer.parseInt(index)))
        : Optional.empty();
  }

  // What is taken out together: without its key an app is none.
  private static String unit(String path) {
    if (path.isEmpty() || path.equals(".id") || path.startsWith(".keys")) {
      return "";
    }
    Matcher webhook = WEBHOOK.matcher(path);
    return webhook.matches() ? webhook.group(1) : path;
  }

  /**
   * What is wrong with an app.
   *
   * @param app its id
   * @param sentences by what is taken out
   */
  private record Wrong(String app, Map<String, String> sentences) {}

  private Tree pruned(Tree tree, String path, Wrong wrong) {
    return switch (tree) {
      case Tree.Group group -> {
        Map<String, Tree> members = new java.util.LinkedHashMap<>();
        group
            .members()
            .forEach(
                (name, member) -> {
                  String at = path + "." + name;
                  if (!isOut(at, member, wrong)) {
                    members.put(name, pruned(member, at, wrong));
                  }
                });
        yield new Tree.Group(members);
      }
      case Tree.Items items -> {
        List<Tree> rest = new ArrayList<>();
        for (int i = 0; i < items.items().size(); i++) {
          String at = path + "[" + i + "]";
          if (!isOut(at, items.items().get(i), wrong)) {
            rest.add(pruned(items.items().get(i), at, wrong));
          }
        }
        yield new Tree.Items(rest);
      }
      case Tree.Text text -> text;
      case Tree.Word word -> word;
      case Tree.Nothing nothing -> nothing;
      case Tree.Unread unread -> unread;
    };
  }

  private boolean isOut(String at, Tree tree, Wrong wrong) {
    String sentence = wrong.sentences.get(at);
    if (sentence != null) {
      report.leave("app " + wrong.app + ", " + at.substring(1), tree, sentence);
    }
    return sentence != null;
  }

  private static String name(Tree.Group app) {
    return app.members().get("id") instanceof Tree.Text id
        ? MigrationReport.below("", id.text())
        : "?";
  }
}
