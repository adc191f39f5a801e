package io.belfry.cli.migrate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file of environment variables, {@code NAME=value} a line, as {@code .env} files have
 * them: with {@code export}, comments, and values in quotes. A value that is made of other
 * variables is not computed.
 *
 * <p>Thread: stateless.
 */
public final class EnvFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]{0,127})\\s*=(.*)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{?[A-Za-z_]");

  private EnvFile() {}

  /** The variables by name; lines that are none are passed over. */
  public static Map<String, Tree> read(String text) {
    Map<String, Tree> variables = new LinkedHashMap<>();
    for (String line : text.split("\\R", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        variables.put(matcher.group(1), value(matcher.group(2).strip()));
      }
    }
    return variables;
  }

  private static Tree value(String text) {
    if (text.startsWith("'")) {
      int end = text.indexOf('\'', 1);
      return end < 0 ? new Tree.Unread("A quote that is not closed") : word(text.substring(1, end));
    }
    if (text.startsWith("\"")) {
      return quoted(text);
    }
    String plain = withoutComment(text);
    return isComputed(plain) ? new Tree.Unread("A value made of other variables") : word(plain);
  }

  // A comment begins behind a blank. No pattern, which would look at each run of blanks anew.
  private static String withoutComment(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
        return text.substring(0, i).strip();
      }
    }
    return text.strip();
  }

  private static Tree quoted(String text) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return isComputed(value.toString())
            ? new Tree.Unread("A value made of other variables")
            : word(value.toString());
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        value.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        value.append(c);
      }
    }
    return new Tree.Unread("A quote that is not closed");
  }

  private static boolean isComputed(String text) {
    return PLACEHOLDER.matcher(text).find();
  }

  private static Tree word(String text) {
    return text.isEmpty() ? new Tree.Nothing() : new Tree.Text(text);
  }
}
