package io.belfry.cli.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form by name; of two with one name the first counts.
 *
 * <p>Thread: immutable.
 */
record Form(Map<String, String> fields) {
  private static final int MAX_FIELDS = 20;

  Form {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads {@code a=b&c=d}.
   *
   * @throws IllegalArgumentException if an escape is broken or if there are too many fields
   */
  static Form parse(String text) {
    String[] pairs = text.split("&", MAX_FIELDS + 1);
    if (pairs.length > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "The form has too many fields. Expected fewer than " + MAX_FIELDS + ".");
    }
    Map<String, String> fields = new HashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return new Form(fields);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /**
   * A field that has to be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  String get(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("The form has no field \"" + name + "\". Add it."));
  }

  /**
   * A number from 0 that has to be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  long number(String name) {
    String text = get(name);
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "The field \"" + name + "\" is no number. Expected one from 0.");
    }
    return Long.parseLong(text);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The form has a broken escape. Encode it as a browser does.", e);
    }
  }
}
