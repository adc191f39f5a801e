package io.belfry.cli.log;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.Shortened;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says about the log: {@code BELFRY_LOG_LEVEL} and {@code BELFRY_LOG_FORMAT}.
 *
 * <p>Thread: immutable.
 *
 * @param level of Belfry's own loggers
 * @param others level of each logger that was named, by its name
 * @param isJson whether a line is a JSON object
 */
record LogSettings(Level level, Map<String, Level> others, boolean isJson) {
  static final String LEVEL = "BELFRY_LOG_LEVEL";
  static final String FORMAT = "BELFRY_LOG_FORMAT";

  private static final Map<String, Level> LEVELS =
      Map.of(
          "ERROR", Level.ERROR,
          "WARN", Level.WARN,
          "INFO", Level.INFO,
          "DEBUG", Level.DEBUG);

  LogSettings {
    others = Map.copyOf(others);
  }

  /**
   * The settings in these variables.
   *
   * @throws IllegalArgumentException with a sentence for whoever set them, if they cannot be used
   */
  static LogSettings of(Map<String, String> environment) {
    Level own = Level.INFO;
    Map<String, Level> others = new LinkedHashMap<>();
    for (String part : environment.getOrDefault(LEVEL, "INFO").split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        own = level(part);
      } else {
        others.put(part.substring(0, equals).strip(), level(part.substring(equals + 1)));
      }
    }
    return new LogSettings(own, others, isJson(environment.get(FORMAT)));
  }

  /** Level of whatever is not Belfry's own. */
  Level ofLibraries() {
    return level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
  }

  private static Level level(String text) {
    Level level = LEVELS.get(text.strip().toUpperCase(Locale.ROOT));
    if (level == null) {
      throw new IllegalArgumentException(
          LEVEL
              + " has \""
              + Shortened.of(text)
              + "\". Expected ERROR, WARN, INFO or DEBUG, and behind a comma the level of a library"
              + " if need be, such as INFO,io.netty=DEBUG.");
    }
    return level;
  }

  private static boolean isJson(@Nullable String text) {
    return switch (text == null ? "text" : text.strip().toLowerCase(Locale.ROOT)) {
      case "text" -> false;
      case "json" -> true;
      default ->
          throw new IllegalArgumentException(
              FORMAT
                  + " is \""
                  + Shortened.of(String.valueOf(text))
                  + "\". Expected text or json.");
    };
  }
}
