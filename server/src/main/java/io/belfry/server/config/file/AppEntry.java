package io.belfry.server.config.file;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.wording.Shown;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What makes an entry of a file an app: who it is and its keys.
 *
 * <p>Thread: immutable.
 */
final class AppEntry {
  private static final int DATE_LENGTH = 10;
  private static final Kind<Instant> MOMENT =
      Kind.TEXT
          .judged(AppEntry::mistakeOfMoment)
          .as(AppEntry::moment, Instant::toString)
          .told("date or time", "a date or a time");

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

  static final Setting<Optional<Instant>> CREATED_AT =
      Setting.of(
          "apps[].keys[].created_at",
          Kind.optional(MOMENT),
          Optional.empty(),
          "When the key was made. The oldest active key signs webhooks; keys without it are older than those with it, in the order of the list.");

  private AppEntry() {}

  private static List<String> mistakeOfMoment(String text) {
    try {
      Instant unused = moment(text);
      return List.of();
    } catch (DateTimeException e) {
      return List.of(
          " is "
              + Shown.value(text)
              + ". Expected a date such as 2026-11-28, or a time such as 2026-11-28T09:30:00Z.");
    }
  }

  private static Instant moment(String text) {
    return text.length() > DATE_LENGTH
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

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
        CREATED_AT,
        Setting.of("apps[].keys[].note", Kind.TEXT, "", "A note for people."));
  }
}
