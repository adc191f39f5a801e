package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a PHP file of settings returns, as far as it can be read without PHP: arrays, texts,
 * numbers, {@code env()} with the variables that are given, and casts of those. Any other
 * expression is passed over as one that cannot be read; nothing is guessed.
 *
 * <p>One pass from left to right: a value, and when something follows that does not end it, the
 * expression up to its end is skipped with its brackets.
 *
 * <p>Thread: confined to its caller.
 */
final class PhpArray {
  private static final String EXPRESSION = "An expression of PHP";
  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d_]*(\\.\\d+)?");
  private static final Pattern NAME = Pattern.compile("\\\\?[A-Za-z_][A-Za-z0-9_\\\\]*");
  private static final Pattern CAST =
      Pattern.compile("\\(\\s*(?:int|integer|string|bool|boolean|float)\\s*\\)");
  private static final Pattern RETURN = Pattern.compile("(?m)(?:^|<\\?php\\s)\\s*return\\b");

  private final Cursor at;
  private final Map<String, Tree> variables;
  private final Bounds bounds = new Bounds();

  private PhpArray(Cursor at, Map<String, Tree> variables) {
    this.at = at;
    this.variables = variables;
  }

  static Tree read(String text, Map<String, Tree> variables) throws NotReadable {
    Matcher returned = RETURN.matcher(text);
    if (!returned.find()) {
      throw new NotReadable("The file is no PHP file of settings: it does not return an array.");
    }
    return new PhpArray(new Cursor(text, returned.end()), variables).value();
  }

  private Tree value() throws NotReadable {
    bounds.enter();
    bounds.count();
    Tree tree = primary();
    blank();
    if (at.isAt("==") || (!at.isAtEnd() && !at.isAtOneOf(",])=;"))) {
      skipExpression();
      tree = new Tree.Unread(EXPRESSION);
    }
    bounds.leave();
    return tree;
  }

  private Tree primary() throws NotReadable {
    do {
      blank();
    } while (at.takes(CAST) != null);
    if (at.isAtEnd()) {
      throw new NotReadable("The PHP file ends in the middle of its array.");
    }
    if (at.takes("[")) {
      return array(']');
    }
    if (at.isAtOneOf("'\"")) {
      return string(at.here());
    }
    String number = at.takes(NUMBER);
    if (number != null) {
      return new Tree.Word(number.replace("_", ""));
    }
    String name = at.takes(NAME);
    return name == null ? new Tree.Unread(EXPRESSION) : named(name);
  }

  private Tree named(String name) throws NotReadable {
    blank();
    return switch (name.toLowerCase(Locale.ROOT).replace("\\", "")) {
      case "true" -> new Tree.Word("true");
      case "false" -> new Tree.Word("false");
      case "null" -> new Tree.Nothing();
      case "array" -> at.takes("(") ? array(')') : new Tree.Unread(EXPRESSION);
      case "env" -> at.takes("(") ? env(array(')')) : new Tree.Unread(EXPRESSION);
      default -> new Tree.Unread(EXPRESSION);
    };
  }

  private Tree env(Tree arguments) {
    List<Tree> given = arguments instanceof Tree.Items items ? items.items() : List.of();
    if (given.isEmpty() || !(given.get(0) instanceof Tree.Text name)) {
      return new Tree.Unread(EXPRESSION);
    }
    if (variables.isEmpty()) {
      return new Tree.Unread(
          "The variable "
              + MigrationReport.below("", name.text())
              + ", which is read when --env-file names the file it stands in; it");
    }
    Tree set = variables.get(name.text());
    Tree otherwise = given.size() > 1 ? given.get(1) : new Tree.Nothing();
    return set == null ? otherwise : meant(set);
  }

  // As the framework's function does: some words are no texts.
  private static Tree meant(Tree set) {
    if (!(set instanceof Tree.Text text)) {
      return set;
    }
    return switch (text.text().toLowerCase(Locale.ROOT)) {
      case "true", "(true)" -> new Tree.Word("true");
      case "false", "(false)" -> new Tree.Word("false");
      case "null", "(null)", "empty", "(empty)" -> new Tree.Nothing();
      default -> set;
    };
  }

  private Tree array(char end) throws NotReadable {
    bounds.enter();
    Map<String, Tree> members = new LinkedHashMap<>();
    List<Tree> items = new ArrayList<>();
    boolean isGroup = false;
    blank();
    while (!at.isAtEnd() && at.here() != end) {
      Tree first = value();
      String name = String.valueOf(items.size());
      if (at.takes("=>")) {
        name = name(first);
        first = value();
        isGroup = true;
      }
      items.add(first);
      members.put(name, first);
      blank();
      if (!at.takes(",")) {
        break;
      }
      blank();
    }
    if (at.here() != end) {
      throw new NotReadable("The PHP file has an array that is not closed where it should be.");
    }
    at.step();
    bounds.leave();
    return isGroup ? new Tree.Group(members) : new Tree.Items(items);
  }

  private static String name(Tree tree) {
    return switch (tree) {
      case Tree.Text text -> text.text();
      case Tree.Word word -> word.text();
      case Tree.Group group -> "?";
      case Tree.Items items -> "?";
      case Tree.Nothing nothing -> "";
      case Tree.Unread unread -> "?";
    };
  }

  private Tree string(char quote) throws NotReadable {
    StringBuilder value = new StringBuilder();
    boolean isComputed = false;
    for (at.step(); !at.isAtEnd() && at.here() != quote; at.step()) {
      isComputed |= quote == '"' && at.here() == '$';
      if (at.here() == '\\' && isEscaped(quote, at.next())) {
        at.step();
        value.append(escaped(quote, at.here()));
      } else {
        value.append(at.here());
      }
    }
    if (at.isAtEnd()) {
      throw new NotReadable("The PHP file has a text that is not closed.");
    }
    at.step();
    return isComputed ? new Tree.Unread(EXPRESSION) : new Tree.Text(value.toString());
  }

  private static boolean isEscaped(char quote, char c) {
    return c == quote || c == '\\' || (quote == '"' && "nrt$".indexOf(c) >= 0);
  }

  private static char escaped(char quote, char c) {
    if (quote == '\'') {
      return c;
    }
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }

  // Up to what ends an expression: a comma, a bracket that was opened before it, an arrow.
  private void skipExpression() throws NotReadable {
    int open = 0;
    blank();
    while (!at.isAtEnd()) {
      if (open == 0 && (at.isAtOneOf(",;])}") || at.isAt("=>"))) {
        return;
      }
      if (at.isAtOneOf("'\"")) {
        string(at.here());
      } else {
        open += at.isAtOneOf("([{") ? 1 : 0;
        open -= at.isAtOneOf(")]}") ? 1 : 0;
        at.step();
      }
      blank();
    }
  }

  // Blanks and the three kinds of comments.
  private void blank() {
    at.skip(" \t\r\n");
    while (at.isAt("//") || at.isAt("/*") || (at.isAt("#") && at.next() != '[')) {
      if (at.takes("/*")) {
        at.skipTo("*/");
        at.takes("*/");
      } else {
        at.skipTo("\n");
      }
      at.skip(" \t\r\n");
    }
  }
}
