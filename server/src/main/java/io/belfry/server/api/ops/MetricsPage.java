package io.belfry.server.api.ops;

import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * All counters, for Prometheus.
 *
 * <p>Thread: thread-safe.
 */
record MetricsPage(Metrics metrics) implements Page {
  @Override
  public Response get() {
    return new Response(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        Map.of(),
        metrics.page().getBytes(StandardCharsets.UTF_8));
  }
}
