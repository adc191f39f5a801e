package io.belfry.server.config;

import io.belfry.server.config.Setting.Stage;
import io.belfry.server.config.Setting.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists what holds after everything was read. A setting that nobody set and that has no default is
 * left out, and so are the limits of an app that are those of the node.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rule LIM-045"
 */
final class EffectiveSettings {
  private static final String LIST = "[]";
  private static final String LIMITS_OF_APP = "apps[].limits.";
  private static final String HIDDEN = "***";

  private final SettingTable table;
  private final Values values;

  EffectiveSettings(SettingTable table, Values values) {
    this.table = table;
    this.values = values;
  }

  List<EffectiveSetting> all() {
    List<EffectiveSetting> all = new ArrayList<>();
    for (Setting setting : table.all()) {
      for (String path : expanded(setting.path())) {
        find(path, setting).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private Optional<EffectiveSetting> find(String path, Setting setting) {
    Optional<Values.Value> value = values.find(path);
    if (value.isPresent()) {
      return Optional.of(
          new EffectiveSetting(path, shown(setting, value.get()), source(value.get().where())));
    }
    boolean hasDefault =
        setting.stage() == Stage.BUILT
            && !setting.shownDefault().isEmpty()
            && !setting.path().startsWith(LIMITS_OF_APP);
    return hasDefault
        ? Optional.of(new EffectiveSetting(path, setting.shownDefault(), "default"))
        : Optional.empty();
  }

  /** The path with each of its lists counted out. */
  private List<String> expanded(String path) {
    int at = path.indexOf(LIST);
    if (at < 0) {
      return List.of(path);
    }
    String list = path.substring(0, at);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < values.count(list); i++) {
      paths.addAll(expanded(list + "[" + i + "]" + path.substring(at + LIST.length())));
    }
    return paths;
  }

  // What is not built yet is not shown either: a proxy's or a database's URL may hold a password.
  private static String shown(Setting setting, Values.Value value) {
    if (setting.stage() == Stage.PLANNED) {
      return "(no effect in this version)";
    }
    return switch (setting.type()) {
      case Type.SecretText secret -> HIDDEN;
      case Type.Texts texts -> value.texts().toString();
      case Type.Text text -> value.text();
      case Type.Switch onOff -> value.text();
      case Type.Whole whole -> value.text();
      case Type.Word word -> value.text();
    };
  }

  private static String source(String where) {
    if (where.startsWith("--")) {
      return "flag, " + where;
    }
    return where.startsWith("line ") ? "file, " + where : "environment, " + where;
  }
}
