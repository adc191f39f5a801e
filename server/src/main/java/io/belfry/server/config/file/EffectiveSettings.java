package io.belfry.server.config.file;

import io.belfry.server.app.Limit;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

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

  private final SettingTable table;
  private final Values values;
  private final ServerConfig config;

  EffectiveSettings(SettingTable table, Values values, ServerConfig config) {
    this.table = table;
    this.values = values;
    this.config = config;
  }

  List<EffectiveSetting> all() {
    List<EffectiveSetting> all = new ArrayList<>();
    for (Setting<?> setting : table.all()) {
      for (String path : expanded(setting.path())) {
        find(path, setting).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private Optional<EffectiveSetting> find(String path, Setting<?> setting) {
    Optional<Values.Value> value = values.find(path);
    String written = value.map(set -> shown(setting, set)).orElseGet(setting::shownDefault);
    String inForce = inForce(path).orElse(written);
    boolean isDefault =
        setting.isBuilt() && !inForce.isEmpty() && !setting.path().startsWith(LIMITS_OF_APP);
    String source = value.map(EffectiveSettings::source).orElse("default");
    String computed = inForce.equals(written) ? "" : ", computed from " + written;
    return value.isPresent() || isDefault
        ? Optional.of(new EffectiveSetting(path, inForce, source + computed))
        : Optional.empty();
  }

  // What is computed from what was set, or from the machine.
  private Optional<String> inForce(String path) {
    return switch (path) {
      case "server.event_loops" -> Optional.of(Integer.toString(config.loopCount()));
      case "server.max_connections" -> Optional.of(Long.toString(config.capacity()));
      default -> requestBytes(path);
    };
  }

  private Optional<String> requestBytes(String path) {
    if (!path.endsWith("." + Limit.MAX_REQUEST_BYTES.key()) || values.find(path).isEmpty()) {
      return Optional.empty();
    }
    return IntStream.range(0, config.apps().size())
        .filter(i -> path.startsWith("apps[" + i + "]."))
        .mapToObj(i -> config.apps().get(i).limits().of(Limit.MAX_REQUEST_BYTES))
        .map(String::valueOf)
        .findFirst();
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
  private static <T> String shown(Setting<T> setting, Values.Value value) {
    if (!setting.isBuilt()) {
      return "(no effect in this version)";
    }
    Kind<T> kind = setting.kind();
    List<String> shown = kind.read(value.texts()).value().map(kind::shown).orElse(List.of());
    return kind.isList() ? shown.toString() : String.join("", shown);
  }

  private static String source(Values.Value value) {
    return value.source().name().toLowerCase(Locale.ROOT) + ", " + value.where();
  }
}
