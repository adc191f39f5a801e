package io.belfry.server.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings from the environment: {@code BELFRY_SERVER_PORT}, {@code BELFRY_APPS_0_KEYS_0_SECRET}. A
 * variable that begins with {@code BELFRY_} and names no setting is refused like an unknown name in
 * the file, but for those of the scripts that start and test Belfry.
 *
 * <p>Thread: confined to the reader.
 */
final class Environment {
  private static final String PREFIX = "BELFRY_";
  private static final List<String> OF_SCRIPTS =
      List.of(
          "BELFRY_JAVA_HOME",
          "BELFRY_JAVA_OPTS",
          "BELFRY_LOG_LEVEL",
          "BELFRY_LOG_FORMAT",
          "BELFRY_CHROMIUM");

  private final SettingTable table;
  private final Values values;

  Environment(SettingTable table, Values values) {
    this.table = table;
    this.values = values;
  }

  void read(Map<String, String> variables) {
    for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
      if (variable.getKey().startsWith(PREFIX) && !OF_SCRIPTS.contains(variable.getKey())) {
        read(variable.getKey(), variable.getValue());
      }
    }
  }

  private void read(String name, String text) {
    for (Setting setting : table.all()) {
      Matcher matcher = pattern(setting).matcher(name);
      if (matcher.matches()) {
        String path = setting.path();
        for (int i = 1; i <= matcher.groupCount(); i++) {
          path = path.replaceFirst("\\[]", "[" + Integer.parseInt(matcher.group(i)) + "]");
        }
        List<String> texts =
            setting.type() instanceof Setting.Type.Texts
                ? List.of(text.split(",", -1))
                : List.of(text);
        values.put(path, setting, new Values.Value(texts, name));
        return;
      }
    }
    List<String> known = table.paths().stream().map(Environment::variable).toList();
    values.problem(
        name,
        "No setting has this environment variable. The nearest known one is "
            + NearestName.of(name, known)
            + ".");
  }

  private static String variable(String path) {
    return PREFIX + path.replace("[].", "_0_").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static Pattern pattern(Setting setting) {
    String name = setting.path().replace("[].", "_(\\d{1,3})_").replace('.', '_');
    return Pattern.compile(PREFIX + name, Pattern.CASE_INSENSITIVE);
  }
}
