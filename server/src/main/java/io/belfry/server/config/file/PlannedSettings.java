package io.belfry.server.config.file;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that have no effect yet; they are known, so that a file for a later version can be read
 * (ADR 0005).
 *
 * <p>Thread: immutable.
 */
final class PlannedSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static {
    console("enabled", Kind.ON_OFF, "false");
    console("payloads", Kind.ON_OFF, "false");
    console("session_hours", Kind.whole(1, 168), "12");
    console("max_watchers", Kind.whole(1, 100), "8");
    console("history_minutes", Kind.whole(0, 1_440), "60");
  }

  private PlannedSettings() {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static void add(String path, Kind<?> kind, String shownDefault, String sentence) {
    ALL.add(Setting.planned(path, kind, shownDefault, sentence));
  }

  private static void console(String name, Kind<?> kind, String shownDefault) {
    add("console." + name, kind, shownDefault, "The console.");
  }
}
