package io.belfry.server.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The counts of a server and of its process as Prometheus reads them. What is counted is read when
 * somebody looks and kept nowhere else, so what is gone from the configuration is gone from the
 * page.
 *
 * <p>Thread: confined to the lock of its {@link Metrics}.
 */
final class PrometheusPage {
  private final PrometheusMeterRegistry meters;

  PrometheusPage(Metrics metrics) {
    PrometheusRegistry registry = new PrometheusRegistry();
    Families families = new Families(metrics);
    ProcessFamilies process = new ProcessFamilies();
    registry.register(families::all);
    registry.register(process::all);
    meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
  }

  /** What holds now. */
  String text(PageForm form) {
    return meters.scrape(form.mediaType());
  }
}
