package io.belfry.server.config.file;

import java.util.Locale;

/**
 * The environment variable of a setting.
 *
 * <p>Thread: immutable.
 *
 * @see "rule LIM-044"
 */
final class VariableName {
  /** What the names of all of them begin with. */
  static final String PREFIX = "BELFRY_";

  private VariableName() {}

  /** The variable of a setting; the first entry of each list that has no number. */
  static String of(String path) {
    String name = path.replace("[]", "[0]").replaceAll("\\[(\\d+)]", "_$1").replace('.', '_');
    return PREFIX + name.toUpperCase(Locale.ROOT);
  }
}
