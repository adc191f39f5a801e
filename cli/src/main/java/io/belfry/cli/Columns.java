package io.belfry.cli;

import io.belfry.server.setting.wording.LineText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table whose columns are as wide as they need to be, within reason.
 *
 * <p>Thread: confined to its caller.
 */
final class Columns {
  private static final int MOST = 48;
  private static final String BETWEEN = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Columns(String... heads) {
    row(heads);
  }

  void row(String... cells) {
    rows.add(Stream.of(cells).map(Columns::shown).toList());
  }

  // Most of it comes from a server, which must not steer the terminal.
  private static String shown(String cell) {
    StringBuilder text = new StringBuilder();
    LineText.append(text, cell);
    return text.toString();
  }

  void print(PrintWriter out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.min(row.get(i).length(), MOST));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(Math.max(0, widths[i] - row.get(i).length())));
        line.append(i + 1 < columns ? BETWEEN : "");
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
