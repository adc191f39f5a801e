package io.belfry.spring;

import io.belfry.rest.CallListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How long calls to the server take and how they end, where the application has Micrometer.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-228"
 */
@AutoConfiguration(
    after = BelfryAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
class BelfryMetricsAutoConfiguration {
  private static final int NO_ANSWER = 0;
  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  BelfryMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  CallListener belfryCallListener(MeterRegistry registry) {
    return (operation, status, took) ->
        Timer.builder("belfry.calls")
            .description("Calls to Belfry's HTTP API")
            .tag("operation", operation)
            .tag("outcome", outcome(status))
            .register(registry)
            .record(took);
  }

  private static String outcome(int status) {
    if (status == NO_ANSWER) {
      return "unreachable";
    }
    if (status < FIRST_REFUSAL) {
      return "success";
    }
    return status < FIRST_SERVER_ERROR ? "refused" : "server_error";
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(OutgoingCalls.class)
  static class OfOutgoingCalls {
    @Bean
    MeterBinder belfryLostCalls(OutgoingCalls calls) {
      return registry ->
          FunctionCounter.builder("belfry.calls.lost", calls, OutgoingCalls::lost)
              .description("Events and orders of the application that Belfry did not get")
              .register(registry);
    }
  }
}
