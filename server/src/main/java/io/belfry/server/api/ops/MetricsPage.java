package io.belfry.server.api.ops;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.metrics.PageForm;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * All counters, for Prometheus, in the form that it asks for.
 *
 * <p>Thread: thread-safe.
 */
record MetricsPage(Metrics metrics) implements Page {
  @Override
  public Response get(Request request) {
    PageForm form = PageForm.accepted(request.headers().getOrDefault("accept", ""));
    return new Response(
        200,
        form.mediaType(),
        Map.of("Vary", "Accept"),
        metrics.page(form).getBytes(StandardCharsets.UTF_8));
  }
}
