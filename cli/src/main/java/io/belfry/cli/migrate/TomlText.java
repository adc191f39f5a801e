package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads TOML: tables, arrays of tables, inline ones, arrays and all kinds of texts. Dates are kept
 * as they are written.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "TOML 1.0"
 */
final class TomlText {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]++");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_+.:-]++(?: \\d[\\d:.Z+-]*+)?");

  private final Cursor at;
  private final Bounds bounds = new Bounds();
  private final Map<String, Object> root = new LinkedHashMap<>();

  TomlText(String text) {
    this.at = new Cursor(text.replace("\r\n", "\n"), 0);
  }

  Tree read() throws NotReadable {
    Map<String, Object> table = root;
    lines();
    while (!at.isAtEnd()) {
      if (at.takes("[[")) {
        table = entryOf(keys());
        expect("]]");
      } else if (at.takes("[")) {
        table = table(root, keys());
        expect("]");
      } else {
        List<String> keys = keys();
        expect("=");
        put(table, keys, value());
      }
      endOfLine();
      lines();
    }
    return tree(root);
  }

  private void endOfLine() throws NotReadable {
    at.skip(" \t");
    if (at.isAt("#")) {
      at.skipTo("\n");
    }
    if (!at.isAtEnd() && !at.isAt("\n")) {
      throw wrong();
    }
  }

  private List<String> keys() throws NotReadable {
    List<String> keys = new ArrayList<>();
    do {
      at.skip(" \t");
      String bare = at.takes(BARE);
      if (bare != null) {
        keys.add(bare);
      } else if (at.isAtOneOf("\"'")) {
        keys.add(quoted(at.here()));
      } else {
        throw wrong();
      }
      at.skip(" \t");
      if (keys.size() > Bounds.DEPTH) {
        throw new NotReadable("The TOML file is nested too deeply.");
      }
    } while (at.takes("."));
    return keys;
  }

  // A table that a path names; of an array of tables the last one.
  @SuppressWarnings("unchecked") // only tables in the making are maps here
  private Map<String, Object> table(Map<String, Object> from, List<String> keys)
      throws NotReadable {
    Map<String, Object> table = from;
    for (String key : keys) {
      Object inner = table.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
      if (inner instanceof List<?> list && !list.isEmpty()) {
        inner = list.get(list.size() - 1);
      }
      if (!(inner instanceof Map<?, ?> map)) {
        throw wrong();
      }
      table = (Map<String, Object>) map;
    }
    return table;
  }

  @SuppressWarnings("unchecked") // as above
  private Map<String, Object> entryOf(List<String> keys) throws NotReadable {
    bounds.count();
    Map<String, Object> parent = table(root, keys.subList(0, keys.size() - 1));
    Object list = parent.computeIfAbsent(keys.get(keys.size() - 1), k -> new ArrayList<Object>());
    if (!(list instanceof ArrayList<?>)) {
      throw wrong();
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    ((List<Object>) list).add(entry);
    return entry;
  }

  private void put(Map<String, Object> into, List<String> keys, Tree value) throws NotReadable {
    Map<String, Object> table = table(into, keys.subList(0, keys.size() - 1));
    if (table.putIfAbsent(keys.get(keys.size() - 1), value) != null) {
      throw wrong();
    }
  }

  private Tree value() throws NotReadable {
    bounds.enter();
    bounds.count();
    at.skip(" \t");
    char c = at.here();
    Tree value;
    if (c == '"' || c == '\'') {
      value = new Tree.Text(quoted(c));
    } else if (c == '[') {
      value = items();
    } else if (c == '{') {
      value = inline();
    } else {
      String word = at.takes(WORD);
      if (word == null) {
        throw wrong();
      }
      value = new Tree.Word(word);
    }
    bounds.leave();
    return value;
  }

  private Tree items() throws NotReadable {
    List<Tree> items = new ArrayList<>();
    at.step();
    lines();
    while (!at.takes("]")) {
      items.add(value());
      lines();
      if (!at.takes(",") && !at.isAt("]")) {
        throw wrong();
      }
      lines();
    }
    return new Tree.Items(items);
  }

  private Tree inline() throws NotReadable {
    Map<String, Object> table = new LinkedHashMap<>();
    at.step();
    lines();
    while (!at.takes("}")) {
      List<String> keys = keys();
      expect("=");
      put(table, keys, value());
      lines();
      if (!at.takes(",") && !at.isAt("}")) {
        throw wrong();
      }
      lines();
    }
    return tree(table);
  }

  private String quoted(char quote) throws NotReadable {
    String three = String.valueOf(quote).repeat(3);
    boolean isLong = at.takes(three);
    String end = isLong ? three : String.valueOf(quote);
    if (isLong) {
      at.takes("\n");
    } else {
      at.step();
    }
    StringBuilder value = new StringBuilder();
    while (!at.takes(end)) {
      if (at.isAtEnd() || (!isLong && at.isAt("\n"))) {
        throw wrong();
      }
      char c = at.here();
      at.step();
      value.append(c == '\\' && quote == '"' ? escaped() : String.valueOf(c));
    }
    return value.toString();
  }

  private String escaped() throws NotReadable {
    char c = at.here();
    at.step();
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case '"', '\\' -> String.valueOf(c);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      case '\n' -> {
        lines();
        yield "";
      }
      default -> throw wrong();
    };
  }

  private String codePoint(int digits) throws NotReadable {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      hex.append(at.here());
      at.step();
    }
    try {
      return Character.toString(Integer.parseInt(hex.toString(), 16));
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
  }

  @SuppressWarnings("unchecked") // as above
  private static Tree tree(Object made) {
    if (made instanceof Map<?, ?> table) {
      Map<String, Tree> members = new LinkedHashMap<>();
      ((Map<String, Object>) table).forEach((name, value) -> members.put(name, tree(value)));
      return new Tree.Group(members);
    }
    return made instanceof List<?> list
        ? new Tree.Items(list.stream().map(TomlText::tree).toList())
        : (Tree) made;
  }

  private NotReadable wrong() {
    return new NotReadable("The file is no TOML at line " + at.line() + ".");
  }

  private void expect(String what) throws NotReadable {
    at.skip(" \t");
    if (!at.takes(what)) {
      throw wrong();
    }
  }

  // Blanks, ends of lines and comments.
  private void lines() {
    at.skip(" \t\r\n");
    while (at.isAt("#")) {
      at.skipTo("\n");
      at.skip(" \t\r\n");
    }
  }
}
