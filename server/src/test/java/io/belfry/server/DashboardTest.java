package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the alert rules that are handed out, against what a server really counts. */
class DashboardTest {
  private static final Pattern METRIC = Pattern.compile("\\b(belfry|process|jvm)_[a-z_]+\\b");
  private static final String WEBHOOKS =
      "webhooks: [{url: \"http://127.0.0.1:1/\", event_types: [channel_occupied]}]";
  // Of endpoints, which are there when something has happened to one.
  private static final Set<String> NOT_AT_ZERO =
      Set.of(
          "belfry_webhook_requests_total",
          "belfry_webhook_dead_letters_total",
          "belfry_webhook_dropped_events_total",
          "belfry_webhook_queue_events");

  @ParameterizedTest
  @Tag("LIM-017")
  @ValueSource(strings = {"belfry.json", "alerts.yaml"})
  void givenAFileForOperators_eachMetricThatItNamesIsThere(String name) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "grafana", name));
    assertThat(new Load(LoadSettings.builder().build()).loadFromString(text))
        .isInstanceOf(Map.class);
    Set<String> named =
        METRIC
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(8);
    String guide = Files.readString(Path.of("..", "docs", "guide", "operations.md"));
    try (TestServer server = Api.serve("", "", WEBHOOKS)) {
      String page = new Api(server).page("/metrics").body();
      for (String metric : named) {
        if (NOT_AT_ZERO.contains(metric)) {
          assertThat(guide).contains("| `" + metric.replaceFirst("_total$", "") + "` |");
        } else {
          assertThat(page).containsPattern("(?m)^" + metric + "[ {]");
        }
      }
    }
  }
}
