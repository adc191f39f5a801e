package io.belfry.cli;

import io.belfry.cli.load.Latency;
import io.belfry.cli.load.LoadReport;
import tools.jackson.core.JsonGenerator;

/**
 * The result of a load test for programs.
 *
 * <p>Thread: stateless.
 */
final class LoadJson {
  private LoadJson() {}

  /** One object, in one line. */
  static String of(LoadReport report) {
    return JsonLines.object(
        json -> {
          json.writeBooleanProperty("clean", report.isClean());
          json.writeStringProperty("verdict", LoadVerdict.of(report));
          json.writeNumberProperty("seconds", report.seconds());
          report.counts().forEach((what, number) -> json.writeNumberProperty(what.key(), number));
          json.writeObjectPropertyStart("latency_ms");
          report.laps().forEach((lap, latency) -> latency(json, lap.key(), latency));
          json.writeEndObject();
          json.writeObjectPropertyStart("errors");
          report.errors().forEach(json::writeNumberProperty);
          json.writeEndObject();
        });
  }

  private static void latency(JsonGenerator json, String name, Latency latency) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("count", latency.count());
    json.writeNumberProperty("p50", latency.p50());
    json.writeNumberProperty("p90", latency.p90());
    json.writeNumberProperty("p99", latency.p99());
    json.writeNumberProperty("p99.9", latency.p999());
    json.writeNumberProperty("max", latency.max());
    json.writeEndObject();
  }
}
