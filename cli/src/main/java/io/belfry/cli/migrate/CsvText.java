package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads rows of a table as databases export them: names of columns in the first line, a comma or a
 * semicolon between values, quotes around those that need them.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "RFC 4180"
 */
final class CsvText {
  private static final int MAX_COLUMNS = 200;
  private static final int MAX_ROWS = 10_000;

  private final String text;
  private final char between;
  private int at;

  private CsvText(String text) {
    this.text = text;
    String first = text.lines().findFirst().orElse("");
    this.between = first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
  }

  /** The rows, each a group of its columns. */
  static Tree read(String text) throws NotReadable {
    CsvText reader = new CsvText(text);
    List<String> names = reader.row();
    if (names.stream().map(String::strip).distinct().count() < names.size()) {
      throw new NotReadable("Two columns of the table have one name.");
    }
    List<Tree> rows = new ArrayList<>();
    while (reader.at < text.length()) {
      List<String> values = reader.row();
      if (values.size() == 1 && values.get(0).isEmpty()) {
        continue;
      }
      if (values.size() != names.size() || rows.size() >= MAX_ROWS) {
        throw new NotReadable(
            "Row %d of the table does not have the %d columns of its first line, or there are more than %d rows."
                .formatted(rows.size() + 1, names.size(), MAX_ROWS));
      }
      rows.add(group(names, values));
    }
    return new Tree.Items(rows);
  }

  private static Tree group(List<String> names, List<String> values) {
    Map<String, Tree> members = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String value = values.get(i);
      boolean isNothing = value.isEmpty() || value.equals("NULL") || value.equals("\\N");
      members.put(names.get(i).strip(), isNothing ? new Tree.Nothing() : new Tree.Text(value));
    }
    return new Tree.Group(members);
  }

  private List<String> row() throws NotReadable {
    List<String> values = new ArrayList<>();
    boolean isMore = true;
    while (isMore) {
      if (values.size() >= MAX_COLUMNS) {
        throw new NotReadable("The table has more than " + MAX_COLUMNS + " columns.");
      }
      values.add(isAt('"') ? quoted() : plain());
      isMore = isAt(between);
      at += isMore ? 1 : 0;
    }
    endOfLine();
    return values;
  }

  private void endOfLine() throws NotReadable {
    if (isAt('\r')) {
      at++;
    }
    if (at < text.length() && !isAt('\n')) {
      throw new NotReadable("A quote in the table is followed by neither a column nor a line.");
    }
    at++;
  }

  private String plain() {
    int from = at;
    while (at < text.length() && !isAt(between) && !isAt('\n') && !isAt('\r')) {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted() throws NotReadable {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      if (isAt('"')) {
        at++;
        if (!isAt('"')) {
          return value.toString();
        }
      }
      value.append(text.charAt(at));
      at++;
    }
    throw new NotReadable("A quote in the table is not closed.");
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }
}
