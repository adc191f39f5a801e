package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Changes apps in a text. Every change is made twice: in the text, by the places of its parts, and
 * in what the text means. When the new text does not mean just that, it is not taken.
 *
 * <p>Thread: stateless.
 */
final class AppsText {
  private static final String APPS = "apps";
  private static final String KEYS = "keys";
  private static final Tree OFF = new Tree.Word("false");

  private AppsText() {}

  /** A configuration with that change. */
  static String changed(String text, Change change) throws NotChanged {
    YamlText yaml = new YamlText(text);
    Optional<MappingNode> root = yaml.root();
    if (root.isEmpty()) {
      if (change instanceof Change.Add add) {
        return same(
            yaml.withList(APPS, add.apps()),
            new Tree.Group(Map.of(APPS, new Tree.Items(List.copyOf(add.apps())))));
      }
      throw new NotChanged("There is no app in the file.");
    }
    Tree.Group before = group(YamlText.tree(root.get()));
    if (change instanceof Change.Add add) {
      String added = yaml.withEntries(root.get(), APPS, add.apps());
      return same(added, listed(before, APPS, list -> appended(list, add.apps())));
    }
    int index = index(root.get(), app(change));
    Node app = YamlText.entries(root.get(), APPS).get(index);
    if (change instanceof Change.Remove) {
      if (YamlText.entries(root.get(), APPS).size() == 1) {
        throw new NotChanged(
            "It is the only app of the file, and a configuration needs one. Switch it off instead:"
                + " belfry apps disable.");
      }
      return same(
          yaml.without(root.get(), APPS, index), listed(before, APPS, list -> less(list, index)));
    }
    Tree.Group ofOld = group(YamlText.tree(app));
    Change dated = KeyDate.in(ofOld, change);
    Tree.Group ofApp = changed(ofOld, dated);
    return same(
        changed(yaml, mapping(app), dated),
        listed(before, APPS, list -> replaced(list, index, ofApp)));
  }

  /** A definition of one app, as databases keep it, with that change. */
  static String changedApp(String definition, Change change) throws NotChanged {
    YamlText yaml = new YamlText(definition);
    MappingNode root = yaml.root().orElseThrow(YamlText::notPlain);
    Tree.Group old = group(YamlText.tree(root));
    Change dated = KeyDate.in(old, change);
    return same(changed(yaml, root, dated), changed(old, dated));
  }

  /** The id of the app that is changed. */
  static String app(Change change) {
    return switch (change) {
      case Change.Add add -> "";
      case Change.AddKey key -> key.app();
      case Change.Retire retire -> retire.app();
      case Change.Enable enable -> enable.app();
      case Change.Remove remove -> remove.app();
    };
  }

  private static String changed(YamlText yaml, MappingNode app, Change change) throws NotChanged {
    return switch (change) {
      case Change.AddKey add -> yaml.withEntries(app, KEYS, List.of(add.key()));
      case Change.Enable enable -> yaml.with(app, "enabled", word(enable.isEnabled()));
      case Change.Retire retire ->
          yaml.with(mapping(YamlText.entries(app, KEYS).get(key(app, retire))), "active", OFF);
      case Change.Add add -> throw YamlText.notPlain();
      case Change.Remove remove -> throw YamlText.notPlain();
    };
  }

  private static Tree.Group changed(Tree.Group app, Change change) {
    return switch (change) {
      case Change.AddKey add -> listed(app, KEYS, list -> appended(list, List.of(add.key())));
      case Change.Enable enable -> with(app, "enabled", word(enable.isEnabled()));
      case Change.Retire retire -> listed(app, KEYS, keys -> retired(keys, retire.key()));
      case Change.Add add -> app;
      case Change.Remove remove -> app;
    };
  }

  private static List<Tree> retired(List<Tree> keys, String key) {
    return keys.stream()
        .map(
            entry ->
                entry instanceof Tree.Group group && text(group, "key").equals(key)
                    ? (Tree) with(group, "active", OFF)
                    : entry)
        .toList();
  }

  private static String same(String text, Tree.Group meant) throws NotChanged {
    Optional<MappingNode> root = new YamlText(text).root();
    if (root.isEmpty() || !YamlText.tree(root.get()).equals(meant)) {
      throw YamlText.notPlain();
    }
    return text;
  }

  private static int index(MappingNode root, String id) throws NotChanged {
    List<Node> apps = YamlText.entries(root, APPS);
    for (int i = 0; i < apps.size(); i++) {
      if (apps.get(i) instanceof MappingNode app && scalar(app, "id").equals(id)) {
        return i;
      }
    }
    throw new NotChanged("There is no app with the id \"" + id + "\" in the file.");
  }

  private static int key(MappingNode app, Change.Retire retire) throws NotChanged {
    List<Node> keys = YamlText.entries(app, KEYS);
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i) instanceof MappingNode key && scalar(key, "key").equals(retire.key())) {
        return i;
      }
    }
    throw new NotChanged("App " + retire.app() + " has no such key in the file.");
  }

  private static String scalar(MappingNode group, String name) {
    return group.getValue().stream()
        .filter(t -> t.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name))
        .map(t -> t.getValueNode() instanceof ScalarNode value ? value.getValue() : "")
        .findFirst()
        .orElse("");
  }

  /** The text or word of a member; empty for none. */
  static String text(Tree.Group group, String name) {
    Tree member = group.members().get(name);
    if (member instanceof Tree.Text text) {
      return text.text();
    }
    return member instanceof Tree.Word word ? word.text() : "";
  }

  /** Entries of a list in a group that are groups themselves. */
  static List<Tree.Group> groups(Tree.Group owner, String name) {
    return owner.members().get(name) instanceof Tree.Items items
        ? items.items().stream()
            .filter(Tree.Group.class::isInstance)
            .map(Tree.Group.class::cast)
            .toList()
        : List.of();
  }

  /** The apps of a configuration, as they stand there. */
  static List<Tree.Group> apps(String text) throws NotChanged {
    Optional<MappingNode> root = new YamlText(text).root();
    return root.isEmpty() ? List.of() : groups(group(YamlText.tree(root.get())), APPS);
  }

  /** What a definition of a database says. */
  static Tree.Group definition(String text) throws NotChanged {
    return group(YamlText.tree(new YamlText(text).root().orElseThrow(YamlText::notPlain)));
  }

  /** Whether a configuration has its apps in a database. */
  static boolean isElsewhere(String text) throws NotChanged {
    Optional<MappingNode> root = new YamlText(text).root();
    return root.isPresent()
        && group(YamlText.tree(root.get())).members().get("app_source") instanceof Tree.Group source
        && text(source, "kind").equals("jdbc");
  }

  private static Tree.Group listed(
      Tree.Group owner, String name, UnaryOperator<List<Tree>> change) {
    List<Tree> list =
        owner.members().get(name) instanceof Tree.Items items ? items.items() : List.of();
    return with(owner, name, new Tree.Items(change.apply(list)));
  }

  private static Tree.Group with(Tree.Group owner, String name, Tree value) {
    Map<String, Tree> members = new LinkedHashMap<>(owner.members());
    members.put(name, value);
    return new Tree.Group(members);
  }

  private static List<Tree> appended(List<Tree> list, List<? extends Tree> more) {
    List<Tree> all = new ArrayList<>(list);
    all.addAll(more);
    return all;
  }

  private static List<Tree> less(List<Tree> list, int index) {
    List<Tree> rest = new ArrayList<>(list);
    rest.remove(index);
    return rest;
  }

  private static List<Tree> replaced(List<Tree> list, int index, Tree by) {
    List<Tree> all = new ArrayList<>(list);
    all.set(index, by);
    return all;
  }

  private static Tree word(boolean is) {
    return new Tree.Word(String.valueOf(is));
  }

  private static MappingNode mapping(Node node) throws NotChanged {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw YamlText.notPlain();
  }

  private static Tree.Group group(Tree tree) throws NotChanged {
    if (tree instanceof Tree.Group group) {
      return group;
    }
    throw YamlText.notPlain();
  }
}
