package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of metrics for whoever asks for OpenMetrics, as a collector of OpenTelemetry does. */
class OpenMetricsTest {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String PROMETHEUS_3 =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
          + "*/*;q=0.2";
  private static final String PROTOBUF_FIRST =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
          + "encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private static HttpResponse<String> page(TestServer server, String accept) {
    int port = server.server().operationsAddress().orElseThrow().getPort();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
    return server.send(
        accept.isEmpty() ? request.build() : request.header("Accept", accept).build());
  }

  private static String form(HttpResponse<String> page) {
    return page.headers().firstValue("Content-Type").orElseThrow();
  }

  @ParameterizedTest
  @Tag("LIM-017")
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "nothing",
        "*/*",
        "text/plain",
        "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=x",
        "application/openmetrics-text;q=0.2,text/plain;q=0.3",
        ";;;,,,=;q",
      })
  void givenWhoDoesNotPreferIt_thePageIsTheText(String accept) {
    try (TestServer server = Api.serve("", "", "name: one")) {
      HttpResponse<String> page = page(server, accept == null ? "" : accept);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(form(page)).isEqualTo(TEXT);
      assertThat(page.headers().firstValue("Vary")).hasValue("Accept");
      assertThat(page.body()).doesNotContain("# EOF");
    }
  }

  @Test
  @Tag("LIM-017")
  void givenPrometheusAsItAsks_itGetsOpenMetricsOrTheTextBehindItsBinaryForm() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      assertThat(form(page(server, PROMETHEUS_3))).isEqualTo(OPEN);
      assertThat(form(page(server, "application/openmetrics-text"))).isEqualTo(OPEN);
      assertThat(form(page(server, PROTOBUF_FIRST))).isEqualTo(TEXT);
    }
  }

  /** What the format asks for beyond the text: its end, types before rows, names of counters. */
  @Test
  @Tag("LIM-017")
  @Tag("THR-43")
  void givenOpenMetrics_eachRowBelongsToTheFamilyBeforeIt() {
    try (TestServer server = Api.serve("", "", "name: one")) {
      server.signedIn("ada");
      String page = page(server, PROMETHEUS_3).body();
      assertThat(page).endsWith("\n# EOF\n").doesNotContain("\n\n", " # {", "_created");
      assertThat(page)
          .contains("# TYPE belfry_signins counter\n")
          .contains(
              "belfry_signins_total{app=\"1\",outcome=\"accepted\",reason=\"signed_in\"} 1.0\n")
          .contains("# TYPE belfry_build info\n")
          .contains("# TYPE target info\n")
          .containsPattern(
              "target_info\\{process_runtime_name=\"[^\"]+\",process_runtime_version=\"");
      Map<String, String> types = new HashMap<>();
      Set<String> rows = new HashSet<>();
      String family = "";
      for (String line : page.lines().filter(line -> !line.equals("# EOF")).toList()) {
        if (line.startsWith("# TYPE ")) {
          family = line.split(" ", 4)[2];
          assertThat(types.put(family, line.split(" ", 4)[3])).as(line).isNull();
        } else if (!line.startsWith("#")) {
          assertThat(rows.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
          String name = line.split("[ {]", 2)[0];
          assertThat(suffixes(types.getOrDefault(family, "")))
              .as(line)
              .contains(name.substring(family.length()));
        }
      }
      assertThat(types).hasSizeGreaterThan(40);
    }
  }

  private static List<String> suffixes(String type) {
    return switch (type) {
      case "counter" -> List.of("_total");
      case "gauge" -> List.of("");
      case "info" -> List.of("_info");
      case "histogram" -> List.of("_bucket", "_count", "_sum");
      case "summary" -> List.of("", "_count", "_sum");
      default -> List.of();
    };
  }
}
