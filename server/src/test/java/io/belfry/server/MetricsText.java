package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics, read as strictly as the format is written down, with the naming rules that
 * {@code promtool check metrics} has.
 *
 * <p>Thread: immutable.
 *
 * @param text the page
 * @param types type of each family
 * @param rows value of each row; labels stand in it without quotes
 */
record MetricsText(String text, Map<String, String> types, Map<String, Double> rows) {
  private static final Pattern HEAD =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
  private static final Pattern ROW =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\n\"])*\",?)*)})?"
              + " (NaN|[+-]?Inf|[+-]?[0-9.]+(?:E[+-]?[0-9]+)?)");
  private static final Pattern ABBREVIATED =
      Pattern.compile(".*_(ns|us|ms|s|sec|secs|millis|kb|mb|gb|min|mins|hr|hrs)(_.*|$)");
  private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");

  static MetricsText parse(String page) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> rows = new TreeMap<>();
    Set<String> helped = new HashSet<>();
    Set<String> done = new HashSet<>();
    String family = "";
    assertThat(page).endsWith("\n").doesNotContain("\r");
    for (String line : page.lines().toList()) {
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        if (!head.group(2).equals(family)) {
          done.add(family);
          family = head.group(2);
          assertThat(done).as("families stand in one piece").doesNotContain(family);
        }
        if (head.group(1).equals("TYPE")) {
          assertThat(head.group(3)).isIn("counter", "gauge", "histogram", "summary");
          assertThat(types.put(family, head.group(3))).isNull();
        } else {
          assertThat(helped.add(family)).isTrue();
        }
      } else {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        assertThat(familyOf(row.group(1), types)).as(line).isEqualTo(family);
        String labels = row.group(2) == null ? "" : "{" + row.group(2).replace("\"", "") + "}";
        String value = row.group(3).replace("Inf", "Infinity");
        assertThat(rows.put(row.group(1) + labels, Double.parseDouble(value))).as(line).isNull();
      }
    }
    assertThat(helped).containsAll(types.keySet());
    return new MetricsText(page, types, rows);
  }

  private static String familyOf(String name, Map<String, String> types) {
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)) {
        String family = name.substring(0, name.length() - suffix.length());
        if (types.containsKey(family)) {
          return family;
        }
      }
    }
    return name;
  }

  Set<String> names() {
    return types.keySet();
  }

  double value(String row) {
    assertThat(rows).containsKey(row);
    return rows.getOrDefault(row, Double.NaN);
  }

  /** The rules of promtool for names. */
  void lint() {
    types.forEach(
        (name, type) -> {
          assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
          assertThat(name).as(name).doesNotMatch(ABBREVIATED).matches("[a-z0-9_]+");
          assertThat(name)
              .doesNotEndWith("_count")
              .doesNotEndWith("_sum")
              .doesNotEndWith("_bucket");
          assertThat(name).doesNotContain("counter", "gauge", "histogram", "summary");
        });
    rows.keySet()
        .forEach(
            row -> {
              if (row.contains("le=")) {
                assertThat(types.get(row.substring(0, row.indexOf("_bucket"))))
                    .isEqualTo("histogram");
              }
            });
  }
}
