package io.belfry.cli.migrate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a text that goes from its beginning to its end. Loops and not patterns skip what may
 * be long: a pattern that repeats alternatives goes deeper with each.
 *
 * <p>Thread: confined to its reader.
 */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text, int at) {
    this.text = text;
    this.at = at;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** The character here; nul at the end. */
  char here() {
    return isAtEnd() ? '\0' : text.charAt(at);
  }

  /** The character behind the one here; nul for none. */
  char next() {
    return at + 1 < text.length() ? text.charAt(at + 1) : '\0';
  }

  void step() {
    at++;
  }

  boolean isAt(String what) {
    return text.startsWith(what, at);
  }

  /** Whether one of these characters is here. */
  boolean isAtOneOf(String characters) {
    return !isAtEnd() && characters.indexOf(text.charAt(at)) >= 0;
  }

  /** Goes behind a text if it is here. */
  boolean takes(String what) {
    boolean is = isAt(what);
    at += is ? what.length() : 0;
    return is;
  }

  /** Goes behind what a pattern, without alternatives that repeat, finds here; null for nothing. */
  @Nullable String takes(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt() || matcher.end() == at) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  /** Goes over these characters. */
  void skip(String characters) {
    while (isAtOneOf(characters)) {
      at++;
    }
  }

  /** Goes to the next such text, or to the end. */
  void skipTo(String what) {
    int found = text.indexOf(what, at);
    at = found < 0 ? text.length() : found;
  }

  /** The number of the line, from 1 on. */
  long line() {
    return 1
        + text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
  }
}
