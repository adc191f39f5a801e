package io.belfry.server.config.file;

import io.belfry.server.setting.Setting;
import io.belfry.server.setting.wording.Shown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the YAML file into {@link Values}. It works on the parsed nodes, which know their lines,
 * and lets the table say what may stand where.
 *
 * <p>Thread: confined to the reader.
 */
final class YamlFile {
  private static final int MAX_CODE_POINTS = 2 << 20;
  private static final int MAX_ALIASES = 50;
  private static final int BUFFER = 1 << 16;
  private static final List<String> NOTHING = List.of("", "~", "null", "Null", "NULL");

  private final SettingTable table;
  private final Values values;
  private final Hint hint;

  YamlFile(SettingTable table, Values values) {
    this.table = table;
    this.values = values;
    this.hint = new Hint(table);
  }

  /**
   * Reads the text; what is wrong with it stands in the values afterwards.
   *
   * @return whether it is YAML, so that what is not there is missing
   */
  boolean read(String text) {
    return read(text, "");
  }

  /** The same of a text that is one entry of a list, such as {@code apps[0]}. */
  boolean readEntry(String text, String entry) {
    values.place(entry, "file");
    return read(text, entry);
  }

  private boolean read(String text, String path) {
    LoadSettings bounds =
        LoadSettings.builder()
            .setCodePointLimit(MAX_CODE_POINTS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowRecursiveKeys(false)
            // A window is copied whole whenever the next piece is read.
            .setBufferSize(Math.min(Math.max(text.length(), 1), BUFFER))
            .build();
    try {
      ShallowEvents events =
          new ShallowEvents(new ParserImpl(bounds, new StreamReader(bounds, text)));
      Optional<Node> root = new Composer(bounds, events).getSingleNode();
      if (root.isPresent()) {
        section(root.get(), path, SettingTable.known(path));
      }
      return true;
    } catch (YamlEngineException e) {
      ConfigProblem mistake = YamlMistake.of(e, text);
      values.problem(mistake.where(), mistake.sentence());
      return false;
    }
  }

  private void section(Node node, String path, String known) {
    values.place(path, where(node));
    if (isNothing(node)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      String name = path.isEmpty() ? "The file" : path;
      broken(node, path, name + " has to be a group of settings, one a line with a colon.");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple member : mapping.getValue()) {
      String name = member.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
      if (!seen.add(name)) {
        values.problem(where(member.getKeyNode()), Shown.name(join(path, name)) + " stands twice.");
      } else {
        member(member, new YamlPlace(path, known, name));
      }
    }
  }

  /**
   * A name in a group.
   *
   * @param path of the group
   * @param group the same with {@code []} for each list
   */
  private record YamlPlace(String path, String group, String name) {
    String full() {
      return join(path, name);
    }

    String known() {
      return join(group, name);
    }
  }

  private void member(NodeTuple member, YamlPlace place) {
    String known = place.known();
    // A name with brackets would be taken for a path.
    Optional<Setting<?>> setting =
        place.name.indexOf('[') < 0 && place.name.indexOf('.') < 0
            ? table.find(known)
            : Optional.empty();
    if (setting.isPresent()) {
      value(member.getValueNode(), place.full(), setting.get());
    } else if (table.isSection(known + "[]")) {
      list(member.getValueNode(), place.full(), known);
    } else if (table.isSection(known) && place.name.indexOf('.') < 0) {
      section(member.getValueNode(), place.full(), known);
    } else {
      values.problem(
          where(member.getKeyNode()),
          Shown.name(place.full())
              + " is not a setting. "
              + hint.of(place.path, place.group, place.name));
    }
  }

  private void list(Node node, String path, String known) {
    values.place(path, where(node));
    if (isNothing(node)) {
      return;
    }
    if (!(node instanceof SequenceNode sequence)) {
      broken(node, path, path + " has to be a list, each entry beginning with a dash.");
      return;
    }
    for (int i = 0; i < sequence.getValue().size(); i++) {
      section(sequence.getValue().get(i), path + "[" + i + "]", known + "[]");
    }
  }

  private void value(Node node, String path, Setting<?> setting) {
    values.noteStage(setting, where(node));
    boolean isList = setting.kind().isList();
    boolean isFreeForm = !setting.isBuilt() && isList;
    if (isNothing(node)) {
      broken(
          node,
          path,
          path
              + " has no value. Expected "
              + setting.kind().expected()
              + ", or no such line for the default.");
    } else if (node.getTag().getValue().startsWith("!") && !isTemplate(node)) {
      broken(
          node,
          path,
          path
              + " has a tag, which has no meaning here. A value that begins with ! has to stand"
              + " in quotes"
              + values.remedy(
                  "",
                  "; what another program is to fill in belongs into the variable "
                      + VariableName.of(path))
              + ".");
    } else if (node instanceof ScalarNode scalar && !isList) {
      put(path, setting, List.of(scalar.getValue()), node);
    } else if (node instanceof SequenceNode sequence && isList) {
      texts(sequence, path, setting);
    } else if (node instanceof MappingNode mapping && setting.kind().isFields()) {
      fields(mapping, path, setting);
    } else if (!isFreeForm) {
      broken(
          node,
          path,
          path
              + " has to be "
              + (isList
                  ? setting.kind().isFields()
                      ? setting.kind().expected()
                      : "a list, each entry beginning with a dash"
                  : "one value")
              + ".");
    }
  }

  private void texts(SequenceNode sequence, String path, Setting<?> setting) {
    List<String> texts = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      if (entry instanceof ScalarNode scalar && !isNothing(entry)) {
        texts.add(scalar.getValue());
      } else {
        values.problem(where(entry), path + " has to be a list of texts.");
      }
    }
    put(path, setting, texts, sequence);
  }

  // Names of fields are anybody's; what is wrong with one is told by the kind.
  private void fields(MappingNode mapping, String path, Setting<?> setting) {
    List<String> texts = new ArrayList<>();
    for (NodeTuple field : mapping.getValue()) {
      if (field.getKeyNode() instanceof ScalarNode name
          && name.getValue().indexOf(':') < 0
          && field.getValueNode() instanceof ScalarNode value
          && !isNothing(value)) {
        texts.add(name.getValue() + ": " + value.getValue());
      } else {
        values.problem(where(field.getKeyNode()), path + " has to be names, each with one text.");
      }
    }
    put(path, setting, texts, mapping);
  }

  private void put(String path, Setting<?> setting, List<String> texts, Node node) {
    values.put(path, setting, new Values.Value(texts, values.base(), where(node)));
  }

  private void broken(Node node, String path, String sentence) {
    values.broken(path, where(node), sentence);
  }

  // The parser has a tag of its own for ${NAME}, which is told as a placeholder.
  private static boolean isTemplate(Node node) {
    return node instanceof ScalarNode scalar && Placeholder.isIn(scalar.getValue());
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NOTHING.contains(scalar.getValue());
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String where(Node node) {
    return node.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("file");
  }
}
