package io.belfry.server.config.file;

import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings from the environment: {@code BELFRY_SERVER_PORT}, {@code BELFRY_APPS_0_KEYS_0_SECRET}.
 *
 * <p>A variable that names no setting is refused if it begins like one, since it was meant as one.
 * Any other stranger is not Belfry's own: builders of images set {@code BELFRY_VERSION}, and
 * Kubernetes puts several into every pod beside a Service named {@code belfry}.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rules LIM-044, LIM-063"
 */
final class Environment {
  private static final List<String> OF_SCRIPTS =
      List.of("BELFRY_JAVA_HOME", "BELFRY_JAVA_OPTS", "BELFRY_LOG_LEVEL", "BELFRY_LOG_FORMAT");
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "BELFRY_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern PORT_OF_A_SERVICE = Pattern.compile("BELFRY_(.*_)?PORT");
  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private final SettingTable table;
  private final Values values;
  private final Hint hint;

  Environment(SettingTable table, Values values) {
    this.table = table;
    this.values = values;
    this.hint = new Hint(table);
  }

  void read(Map<String, String> variables) {
    List<String> strangers = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
      String name = variable.getKey();
      if (name.startsWith(VariableName.PREFIX)
          && !OF_SCRIPTS.contains(name)
          && !isOfAService(name, variable.getValue())
          && !read(name, variable.getValue())) {
        stranger(name, strangers);
      }
    }
    if (!strangers.isEmpty()) {
      values.note(
          String.join(" and ", strangers)
              + (strangers.size() == 1 ? " is no setting and has" : " are no settings and have")
              + " no effect.");
    }
  }

  private boolean isOfAService(String name, String text) {
    boolean isItsPort =
        PORT_OF_A_SERVICE.matcher(name).matches() && ADDRESS.matcher(text).matches();
    return isItsPort || (OF_A_SERVICE.matcher(name).matches() && find(name).isEmpty());
  }

  private boolean read(String name, String text) {
    Optional<String> path = find(name);
    path.flatMap(table::find)
        .ifPresent(
            setting -> values.put(path.get(), setting, text, Values.Source.ENVIRONMENT, name));
    return path.isPresent();
  }

  private Optional<String> find(String name) {
    for (Setting<?> setting : table.all()) {
      Matcher matcher = pattern(setting).matcher(name);
      if (matcher.matches()) {
        String path = setting.path();
        for (int i = 1; i <= matcher.groupCount(); i++) {
          path = path.replaceFirst("\\[]", "[" + Integer.parseInt(matcher.group(i)) + "]");
        }
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private void stranger(String name, List<String> strangers) {
    Optional<String> nearest = hint.ofVariable(name);
    boolean isMeantAsSetting =
        table.groups().stream()
            .anyMatch(
                group ->
                    name.startsWith(VariableName.PREFIX + group.toUpperCase(Locale.ROOT) + "_"));
    if (isMeantAsSetting) {
      values.problem(
          name,
          "No setting has this environment variable. "
              + nearest
                  .map(known -> "The nearest known one is " + known + ".")
                  .orElse("The settings are listed by: belfry config docs"));
      return;
    }
    String inServer =
        VariableName.PREFIX + "SERVER_" + name.substring(VariableName.PREFIX.length());
    Optional<String> meant = find(inServer).map(VariableName::of).or(() -> nearest);
    strangers.add(name + meant.map(known -> " (for " + known + "?)").orElse(""));
  }

  private static Pattern pattern(Setting<?> setting) {
    String name = setting.path().replace("[].", "_(\\d{1,3})_").replace('.', '_');
    return Pattern.compile(VariableName.PREFIX + name, Pattern.CASE_INSENSITIVE);
  }
}
