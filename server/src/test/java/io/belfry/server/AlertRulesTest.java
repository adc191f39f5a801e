package io.belfry.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The alert rules that are handed out, as far as that can be known without Prometheus: their form,
 * and whether the labels that a sentence names are left in what its expression gives.
 */
class AlertRulesTest {
  private static final Pattern LABEL_USED = Pattern.compile("\\$labels\\.(\\w+)");
  private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern AGGREGATED =
      Pattern.compile("\\b(sum|max|min|count|count_values|scalar)\\s*(by\\b|\\()");

  @ParameterizedTest
  @Tag("LIM-017")
  @ValueSource(strings = {"alerts.yaml", "cluster-alerts.yaml"})
  void givenAFileOfAlerts_eachIsARuleThatPrometheusTakesAndSaysWhatItKnows(String name)
      throws IOException {
    String text = Files.readString(Path.of("..", "docs", "grafana", name));
    Map<?, ?> file = map(new Load(LoadSettings.builder().build()).loadFromString(text));
    assertThat(file.keySet()).isEqualTo(Set.of("groups"));
    Set<String> alerts = new HashSet<>();
    for (Object group : list(file.get("groups"))) {
      assertThat(map(group).keySet()).isEqualTo(Set.of("name", "rules"));
      for (Object rule : list(map(group).get("rules"))) {
        isWell(map(rule), alerts);
      }
    }
    assertThat(alerts).hasSizeGreaterThan(8);
  }

  private static void isWell(Map<?, ?> rule, Set<String> alerts) {
    String alert = text(rule.get("alert"));
    String expression = text(rule.get("expr"));
    String summary = text(map(rule.get("annotations")).get("summary"));
    assertThat(alerts.add(alert)).as("%s stands once", alert).isTrue();
    assertThat(alert).startsWith("Belfry");
    assertThat(rule.keySet().toString()).matches("\\[alert, expr(, for)?, labels, annotations]");
    if (rule.get("for") != null) {
      assertThat(text(rule.get("for"))).as(alert).matches("[1-9][0-9]*[smh]");
    }
    assertThat(text(map(rule.get("labels")).get("severity"))).as(alert).isIn("page", "ticket");
    for (String pair : List.of("()", "{}", "[]")) {
      assertThat(count(expression, pair.charAt(0)))
          .as("%s in %s", pair, alert)
          .isEqualTo(count(expression, pair.charAt(1)));
    }
    assertThat(summary).as(alert).matches("(?s)[A-Z{].*[.?]");
    Set<String> used = groups(LABEL_USED.matcher(summary));
    if (AGGREGATED.matcher(expression).find()) {
      Set<String> left = new HashSet<>();
      groups(GROUPED.matcher(expression))
          .forEach(labels -> left.addAll(Arrays.asList(labels.split(",\\s*"))));
      assertThat(left).as("labels that %s has", alert).containsAll(used);
    }
  }

  private static long count(String text, char what) {
    return text.chars().filter(each -> each == what).count();
  }

  private static Set<String> groups(Matcher matcher) {
    return matcher
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toSet());
  }

  private static Map<?, ?> map(@Nullable Object what) {
    assertThat(what).isInstanceOf(Map.class);
    return (Map<?, ?>) requireNonNull(what);
  }

  private static List<?> list(@Nullable Object what) {
    assertThat(what).isInstanceOf(List.class);
    return (List<?>) requireNonNull(what);
  }

  private static String text(@Nullable Object what) {
    assertThat(what).isInstanceOf(String.class);
    return (String) requireNonNull(what);
  }
}
