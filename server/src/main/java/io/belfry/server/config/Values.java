package io.belfry.server.config;

import io.belfry.protocol.Shortened;
import io.belfry.server.config.Setting.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was set, by full path, and what is wrong with it. Values of a later source replace those of
 * an earlier one.
 *
 * <p>Thread: confined to the reader.
 */
final class Values {
  /**
   * One value as it was written.
   *
   * @param texts its text, or the texts of a list
   * @param where line, variable or flag that set it
   */
  record Value(List<String> texts, String where) {
    String text() {
      return texts.isEmpty() ? "" : texts.get(0);
    }
  }

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> planned = new LinkedHashSet<>();

  void put(String path, Setting setting, Value value) {
    noteStage(setting);
    Type type = setting.type();
    if (type.takes(value.text())) {
      values.put(path, value);
    } else {
      String shown = " is \"" + Shortened.of(value.text()) + "\". Expected ";
      problem(value.where(), path + shown + type.expected() + ".");
    }
  }

  void problem(String where, String sentence) {
    problems.add(new ConfigProblem(where, sentence));
  }

  /** Takes note of a setting that is given although it has no effect yet. */
  void noteStage(Setting setting) {
    if (setting.stage() == Setting.Stage.PLANNED) {
      planned.add(setting.path());
    }
  }

  /** Settings that were given and have no effect yet, each once, whatever gave them. */
  Set<String> planned() {
    return planned;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  Optional<Value> find(String path) {
    return Optional.ofNullable(values.get(path));
  }

  String text(String path, String otherwise) {
    return find(path).map(Value::text).orElse(otherwise);
  }

  long whole(String path, long otherwise) {
    return find(path).map(value -> Long.parseLong(value.text())).orElse(otherwise);
  }

  boolean isOn(String path, boolean otherwise) {
    return find(path).map(value -> value.text().equals("true")).orElse(otherwise);
  }

  List<String> texts(String path, List<String> otherwise) {
    return find(path).map(Value::texts).orElse(otherwise);
  }

  /** How many entries the list has: one more than its largest index. */
  int count(String list) {
    TreeSet<Integer> indices = new TreeSet<>();
    for (String path : values.keySet()) {
      if (path.startsWith(list + "[")) {
        indices.add(
            Integer.parseInt(path.substring(list.length() + 1, path.indexOf(']', list.length()))));
      }
    }
    return indices.isEmpty() ? 0 : indices.last() + 1;
  }
}
