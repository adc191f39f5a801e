package io.belfry.server.config.file;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.List;

/**
 * What makes an entry of a file an app: who it is and its keys.
 *
 * <p>Thread: immutable.
 */
final class AppEntry {
  static final Setting<String> ID =
      Setting.of(
          "apps[].id",
          Kind.TEXT,
          "",
          "Id in paths of the HTTP API; decimal, since some libraries insist on it.");
  static final Setting<String> NAME = Setting.of("apps[].name", Kind.TEXT, "", "Name for people.");
  static final Setting<Boolean> ENABLED =
      Setting.of("apps[].enabled", Kind.ON_OFF, true, "Whether the app is served.");
  static final Setting<String> KEY =
      Setting.of("apps[].keys[].key", Kind.TEXT, "", "Public key: 1 to 64 of A-Z a-z 0-9 _ -.");
  static final Setting<String> SECRET =
      Setting.of(
          "apps[].keys[].secret",
          Kind.SECRET,
          "",
          "What signs; give it here, in an environment variable or in secret_file.");
  static final Setting<String> SECRET_FILE =
      Setting.of("apps[].keys[].secret_file", Kind.TEXT, "", "File that holds the secret.");
  static final Setting<Boolean> ACTIVE =
      Setting.of("apps[].keys[].active", Kind.ON_OFF, true, "Whether the key is accepted.");

  private AppEntry() {}

  /** All of them, with those that are for people alone. */
  static List<Setting<?>> all() {
    return List.of(
        ID,
        NAME,
        ENABLED,
        KEY,
        SECRET,
        SECRET_FILE,
        ACTIVE,
        Setting.of("apps[].keys[].created_at", Kind.TEXT, "", "When the key was made, for people."),
        Setting.of("apps[].keys[].note", Kind.TEXT, "", "A note for people."));
  }
}
