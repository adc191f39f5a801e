package io.belfry.cli.migrate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of another server.
 *
 * @param form what it is written in
 * @param text what it says
 * @param variables environment that it may refer to, by name
 */
record ForeignFile(Form form, String text, Map<String, Tree> variables) {
  private static final Pattern VARIABLE =
      Pattern.compile("\\s*(export\\s+)?[A-Z_][A-Z0-9_]*\\s*=.*");

  ForeignFile {
    variables = Map.copyOf(variables);
  }

  /** What a file can be written in. */
  enum Form {
    JSON,
    TOML,
    CSV,
    ENV,
    PHP
  }

  /** By its name where that says it, and by what it begins with. */
  static Form form(String name, String text) {
    String lower = name.toLowerCase(Locale.ROOT);
    String begin = text.stripLeading();
    if (lower.endsWith(".toml")) {
      return Form.TOML;
    }
    if (begin.startsWith("{") || begin.startsWith("[") || begin.startsWith("//")) {
      return Form.JSON;
    }
    if (begin.startsWith("<?")) {
      return Form.PHP;
    }
    Optional<String> line =
        text.lines().filter(l -> !l.isBlank() && !l.strip().startsWith("#")).findFirst();
    if (line.filter(l -> VARIABLE.matcher(l).matches()).isPresent()) {
      return Form.ENV;
    }
    return lower.endsWith(".csv") ? Form.CSV : otherwise(lower);
  }

  private static Form otherwise(String lower) {
    if (lower.endsWith(".php")) {
      return Form.PHP;
    }
    return lower.endsWith(".json") ? Form.JSON : Form.CSV;
  }
}
