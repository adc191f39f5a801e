package io.belfry.rest;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Options from variables. An empty variable counts as one that is not set, since Compose files make
 * such.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule HTTP-168"
 */
final class Environment {
  private static final String URL = "BELFRY_URL";
  private static final String APP_ID = "BELFRY_APP_ID";
  private static final String KEY = "BELFRY_KEY";
  private static final String SECRET = "BELFRY_SECRET";
  private static final String SECRET_FILE = "BELFRY_SECRET_FILE";

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * The options.
   *
   * @throws IllegalArgumentException if variables are missing or contradict each other; all such
   *     problems at once
   */
  RestOptions options() {
    String url = value(URL);
    if (url.indexOf('@') >= 0) {
      for (String other : List.of(APP_ID, KEY, SECRET, SECRET_FILE)) {
        check(value(other).isEmpty(), other + " is set, and " + URL + " has everything in it");
      }
      refuseProblems();
      return RestOptions.parse(url);
    }
    for (String needed : List.of(URL, APP_ID, KEY)) {
      check(!value(needed).isEmpty(), needed + " is not set");
    }
    boolean hasText = !value(SECRET).isEmpty();
    boolean hasFile = !value(SECRET_FILE).isEmpty();
    check(hasText || hasFile, "neither " + SECRET + " nor " + SECRET_FILE + " is set");
    check(!hasText || !hasFile, "both " + SECRET + " and " + SECRET_FILE + " are set");
    refuseProblems();
    return hasFile
        ? RestOptions.ofSecretFile(url, value(APP_ID), value(KEY), path(value(SECRET_FILE)))
        : RestOptions.of(url, value(APP_ID), value(KEY), value(SECRET));
  }

  private String value(String name) {
    return variables.getOrDefault(name, "");
  }

  private void check(boolean isRight, String problem) {
    if (!isRight) {
      problems.add(problem);
    }
  }

  private void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The environment names no app: "
              + String.join("; ", problems)
              + ". Expected BELFRY_URL, BELFRY_APP_ID, BELFRY_KEY and one of BELFRY_SECRET and"
              + " BELFRY_SECRET_FILE, or BELFRY_URL alone with everything in it.");
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(SECRET_FILE + " is no path of a file.", e);
    }
  }
}
