package io.belfry.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code serve} and {@code dev} when they are plain: options written out,
 * each followed by its value. Everything else is left to picocli: help, mistakes and every other
 * way to write an option.
 *
 * <p>Picocli learns the commands anew with each start, by reflection, and it is compiled for a Java
 * so old that no archive of classes may hold it. A server that starts in a blink cannot wait for
 * that. What is read here picocli would read the same.
 *
 * <p>Thread: confined to its caller.
 */
final class PlainArguments {
  private static final int MAX_PORT_DIGITS = 5;

  private final String[] arguments;
  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();

  private PlainArguments(String[] arguments) {
    this.arguments = arguments;
  }

  /** The server that the arguments ask for; empty if they are not plain. */
  static Optional<Start> read(String[] arguments) {
    return Optional.ofNullable(new PlainArguments(arguments).start());
  }

  private @Nullable Start start() {
    // One word and pairs: whatever is an even number has an option without a value.
    if (arguments.length % 2 == 0 || !hasPlainOptions()) {
      return null;
    }
    return switch (arguments[0]) {
      case "serve" -> serve();
      case "dev" -> dev();
      default -> null;
    };
  }

  private boolean hasPlainOptions() {
    for (int i = 1; i < arguments.length; i += 2) {
      if (!isPlain(arguments[i + 1]) || !hasPlainOption(arguments[i], arguments[i + 1])) {
        return false;
      }
    }
    return true;
  }

  private boolean hasPlainOption(String option, String value) {
    if (!option.equals("--set")) {
      return options.put(option, value) == null;
    }
    int equals = value.indexOf('=');
    if (equals <= 0 || equals == value.length() - 1) {
      return false;
    }
    settings.put(value.substring(0, equals), value.substring(equals + 1));
    return true;
  }

  // Picocli has a meaning for some characters at the beginning of a word, and none inside.
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && (isLetterOrDigit(value.charAt(0)) || "/._".indexOf(value.charAt(0)) >= 0);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private @Nullable Start serve() {
    String config = options.remove("--config");
    return config == null || !options.isEmpty()
        ? null
        : new Serve(new ConfigSource(Path.of(config), settings), false);
  }

  private @Nullable Start dev() {
    String port = option("--port", Dev.PORT);
    String demoPort = option("--demo-port", Dev.DEMO_PORT);
    String dataDir = option("--data-dir", Dev.DATA_DIR);
    boolean isPlain =
        options.isEmpty() && settings.isEmpty() && isNumber(port) && isNumber(demoPort);
    return isPlain
        ? new Dev(Integer.parseInt(port), Integer.parseInt(demoPort), Path.of(dataDir))
        : null;
  }

  private String option(String name, String otherwise) {
    String value = options.remove(name);
    return value == null ? otherwise : value;
  }

  private static boolean isNumber(String text) {
    return text.length() <= MAX_PORT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
