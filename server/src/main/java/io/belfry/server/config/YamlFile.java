package io.belfry.server.config;

import io.belfry.protocol.Shortened;
import io.belfry.server.config.Setting.Stage;
import io.belfry.server.config.Setting.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the YAML file into {@link Values}. It works on the parsed nodes, which know their lines,
 * and lets the table say what may stand where.
 *
 * <p>Thread: confined to the reader.
 */
final class YamlFile {
  private static final int MAX_CODE_POINTS = 4 << 20;
  private static final int MAX_ALIASES = 50;
  private static final int MAX_DEPTH = 20;

  private final SettingTable table;
  private final Values values;

  YamlFile(SettingTable table, Values values) {
    this.table = table;
    this.values = values;
  }

  /** Reads the text; what is wrong with it stands in the values afterwards. */
  void read(String text) {
    LoadSettings bounds =
        LoadSettings.builder()
            .setCodePointLimit(MAX_CODE_POINTS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowRecursiveKeys(false)
            .build();
    try {
      Optional<Node> root = new Compose(bounds).composeString(text);
      if (root.isPresent()) {
        section(root.get(), "", "");
      }
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("file");
      values.problem(where, "This is not valid YAML: " + e.getProblem() + ".");
    } catch (YamlEngineException e) {
      values.problem("file", "This is not valid YAML.");
    }
  }

  private void section(Node node, String path, String known) {
    if (!(node instanceof MappingNode mapping) || path.length() > MAX_DEPTH * 40) {
      String name = path.isEmpty() ? "The file" : path;
      values.problem(
          where(node), name + " has to be a group of settings, one a line with a colon.");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple member : mapping.getValue()) {
      String name = member.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
      if (!seen.add(name)) {
        values.problem(where(member.getKeyNode()), join(path, name) + " stands twice.");
      } else {
        member(member, join(path, name), join(known, name));
      }
    }
  }

  private void member(NodeTuple member, String path, String known) {
    Optional<Setting> setting = table.find(known);
    if (setting.isPresent()) {
      value(member.getValueNode(), path, setting.get());
    } else if (table.isSection(known + "[]")) {
      list(member.getValueNode(), path, known);
    } else if (table.isSection(known)) {
      section(member.getValueNode(), path, known);
    } else {
      unknown(member.getKeyNode(), path, known);
    }
  }

  private void list(Node node, String path, String known) {
    if (!(node instanceof SequenceNode sequence)) {
      values.problem(where(node), path + " has to be a list, each entry beginning with a dash.");
      return;
    }
    for (int i = 0; i < sequence.getValue().size(); i++) {
      section(sequence.getValue().get(i), path + "[" + i + "]", known + "[]");
    }
  }

  private void value(Node node, String path, Setting setting) {
    values.noteStage(setting);
    boolean isFreeForm = setting.stage() == Stage.PLANNED && setting.type() instanceof Type.Texts;
    if (node instanceof ScalarNode scalar && !(setting.type() instanceof Type.Texts)) {
      values.put(path, setting, new Values.Value(List.of(scalar.getValue()), where(node)));
    } else if (node instanceof SequenceNode sequence && setting.type() instanceof Type.Texts) {
      texts(sequence, path, setting);
    } else if (!isFreeForm) {
      String expected = setting.type() instanceof Type.Texts ? "a list" : "one value";
      values.problem(where(node), path + " has to be " + expected + ".");
    }
  }

  private void texts(SequenceNode sequence, String path, Setting setting) {
    List<String> texts = new ArrayList<>();
    for (Node entry : sequence.getValue()) {
      if (entry instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        values.problem(where(entry), path + " has to be a list of texts.");
      }
    }
    values.put(path, setting, new Values.Value(texts, where(sequence)));
  }

  private void unknown(Node key, String path, String known) {
    int dot = known.lastIndexOf('.');
    String name = known.substring(dot + 1);
    String nearest = NearestName.of(name, table.namesIn(dot < 0 ? "" : known.substring(0, dot)));
    values.problem(
        where(key),
        "\""
            + Shortened.of(path)
            + "\" is not a setting. The nearest known one is \""
            + nearest
            + "\".");
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String where(Node node) {
    return node.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("file");
  }
}
