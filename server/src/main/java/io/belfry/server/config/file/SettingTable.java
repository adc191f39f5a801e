package io.belfry.server.config.file;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every setting that there is, by its path: the reader, the environment variables and the reference
 * page know what stands here.
 *
 * <p>Thread: immutable.
 *
 * @see "rule LIM-044"
 */
final class SettingTable {
  private static final Pattern INDEX = Pattern.compile("\\[\\d{1,3}]");

  private final Map<String, Setting<?>> byPath = new LinkedHashMap<>();

  SettingTable() {
    NodeSettings.all().forEach(this::add);
    AppSourceSettings.all().forEach(this::add);
    ClusterSettings.all().forEach(this::add);
    AppEntry.all().forEach(this::add);
    AppSettings.all().forEach(this::add);
    JwtSettings.all().forEach(this::add);
    WebhookSettings.all().forEach(this::add);
    add(EndpointReader.HEADER_FILES);
    limits("limits.");
    limits("apps[].limits.");
    PlannedSettings.all().forEach(this::add);
  }

  /** The setting of a path, whose lists may have numbers. */
  Optional<Setting<?>> find(String path) {
    return Optional.ofNullable(byPath.get(known(path)));
  }

  /** A path with {@code []} for each numbered entry of a list. */
  static String known(String path) {
    return path.indexOf('[') < 0 ? path : INDEX.matcher(path).replaceAll("[]");
  }

  /** Names at the top of the file. */
  List<String> groups() {
    return namesIn("");
  }

  List<Setting<?>> all() {
    return new ArrayList<>(byPath.values());
  }

  /** The path of every setting, with {@code []} for each list. */
  List<String> paths() {
    return List.copyOf(byPath.keySet());
  }

  /** Whether settings stand below the path. */
  boolean isSection(String path) {
    return byPath.keySet().stream()
        .anyMatch(known -> known.startsWith(path + ".") || known.startsWith(path + "[]"));
  }

  /** Names that may stand in a section, for the suggestion to whoever mistyped one. */
  List<String> namesIn(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return byPath.keySet().stream()
        .filter(known -> known.startsWith(prefix))
        .map(known -> known.substring(prefix.length()).split("[.\\[]", 2)[0])
        .distinct()
        .toList();
  }

  private void limits(String section) {
    for (Limit limit : Limit.values()) {
      add(Setting.of(section + limit.key(), limit.kind(), limit.defaultValue(), limit.sentence()));
    }
  }

  private void add(Setting<?> setting) {
    byPath.put(setting.path(), setting);
  }
}
