package io.belfry.server.config;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the apps of a server that is started by the command come from: each setting with its type,
 * range, default and sentence. {@link ServerConfig#of} has the values. Whoever embeds a server
 * hands it an {@link io.belfry.server.app.AppSource} instead.
 *
 * <p>Thread: immutable.
 */
public final class AppSourceSettings {
  private static final Pattern HAS_PASSWORD =
      Pattern.compile(
          "^jdbc:\\w+://.*@|[?&;][^=&;]*(user|pass|pwd|secret|token)[^=&;]*=",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern KNOWN = Pattern.compile("jdbc:(postgresql|sqlite):.+");
  private static final Pattern QUERY = Pattern.compile("[?;].*");
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private AppSourceSettings() {}

  /** Where apps come from. */
  public enum Home {
    /** The configuration itself. */
    FILE,
    /** Table {@code belfry_apps} of a database. */
    JDBC
  }

  /** Where apps come from; the configuration by default. */
  public static final Setting<Home> KIND =
      of(
          "kind",
          Kind.word(Home.class),
          Home.FILE,
          "Where apps come from: file is apps of this configuration, jdbc the table belfry_apps of a database.");

  /**
   * Address of the database, such as {@code jdbc:postgresql://db.internal/belfry} or {@code
   * jdbc:sqlite:apps.db}. It is shown without its parameters, whose names are the driver's.
   *
   * @see "rule LIM-045"
   */
  public static final Setting<String> URL =
      of(
          "url",
          Kind.TEXT
              .judged(AppSourceSettings::url)
              .shownAs(url -> List.of(QUERY.matcher(url).replaceFirst("?..."))),
          "",
          "Address of the database: jdbc:postgresql://db.internal:5432/belfry or jdbc:sqlite:apps.db, without user and password.");

  /** User of the database; none by default. */
  public static final Setting<String> USERNAME =
      of("username", Kind.TEXT, "", "User of the database.");

  /** Password of that user, whether it was given itself or as a file; none by default. */
  public static final Setting<String> PASSWORD =
      of(
          "password",
          Kind.SECRET,
          "",
          "Password of that user; give it here, in an environment variable or in password_file.");

  /** File that holds the password; read with the configuration, and then {@link #PASSWORD}. */
  public static final Setting<String> PASSWORD_FILE =
      of("password_file", Kind.TEXT, "", "File that holds the password, like secret_file.");

  /** How often the table is looked at: 1 s to 1 h, 1 s by default. */
  public static final Setting<Duration> POLL =
      of(
          "poll_seconds",
          Kind.seconds(1, 3600),
          Duration.ofSeconds(1),
          "How often the table is looked at for changes; PostgreSQL tells of them at once beside that.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of("app_source." + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }

  private static List<String> url(String text) {
    if (!KNOWN.matcher(text).matches()) {
      return List.of(
          " has to begin with jdbc:postgresql: or jdbc:sqlite:, such as"
              + " jdbc:postgresql://db.internal:5432/belfry or jdbc:sqlite:apps.db.");
    }
    return HAS_PASSWORD.matcher(text).find()
        ? List.of(
            " has a user or a password in it. Give them as app_source.username and"
                + " app_source.password_file.")
        : List.of();
  }
}
