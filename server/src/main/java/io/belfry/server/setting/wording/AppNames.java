package io.belfry.server.setting.wording;

import io.belfry.protocol.sign.AuthToken;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ids, keys and secrets of apps have to look like. What is wrong with one is said as the end
 * of a sentence that begins with its setting.
 *
 * <p>Thread: stateless.
 */
public final class AppNames {
  private static final String NOT_IN_PATHS = "\"#%/<>?[\\]^`{|}";
  private static final Pattern OF_DEMO = Pattern.compile("demo-[0-9a-f]{8}");

  private AppNames() {}

  /** What is wrong with the id of an app. */
  public static Optional<String> mistakeOfId(String id) {
    if (id.isEmpty()) {
      return Optional.of(" is missing. Give each app an id, such as \"1\".");
    }
    return isSegmentOfAPath(id)
        ? Optional.empty()
        : Optional.of(
            " is " + Shown.value(id) + ". Expected digits, such as \"1\": it stands in paths.");
  }

  /** What is wrong with a key. */
  public static Optional<String> mistakeOfKey(String key) {
    String what = key.isEmpty() ? " is missing" : " is " + Shown.value(key);
    return AuthToken.isKey(key)
        ? Optional.empty()
        : Optional.of(what + ". Expected 1 to 64 of A-Z a-z 0-9 _ -.");
  }

  /** What is wrong with the secret of a key; no sentence repeats it. */
  public static Optional<String> mistakeOfSecret(String secret, String key) {
    if (secret.isEmpty()) {
      return Optional.of(" is empty. Make one with: openssl rand -hex 32");
    }
    if (!secret.equals(secret.strip())) {
      return Optional.of(
          " begins or ends with white space, which would be part of it. Take that away.");
    }
    if (secret.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(" has control characters. Expected one line of text.");
    }
    return secret.equals(key)
        ? Optional.of(
            " is the same as the key, which every visitor can see. Give it one of its own.")
        : Optional.empty();
  }

  /**
   * Whether a key is of the form that {@code belfry dev} gives its app, whose secret every page of
   * the demo can use; no production server may serve it.
   *
   * @see "rule THR-46"
   */
  public static boolean isKeyOfDemo(String key) {
    return OF_DEMO.matcher(key).matches();
  }

  // What a path may hold without an escape (RFC 3986), and what no client takes for a folder.
  private static boolean isSegmentOfAPath(String id) {
    return id.chars().allMatch(c -> c > ' ' && c < 0x7F && NOT_IN_PATHS.indexOf(c) < 0)
        && !id.equals(".")
        && !id.equals("..");
  }
}
