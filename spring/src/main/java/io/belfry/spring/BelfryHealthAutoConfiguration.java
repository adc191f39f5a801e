package io.belfry.spring;

import io.belfry.rest.Pusher;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The state of the server among those that the application shows.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-227"
 */
@AutoConfiguration(after = BelfryAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Pusher.class)
@ConditionalOnEnabledHealthIndicator("belfry")
class BelfryHealthAutoConfiguration {
  BelfryHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "belfryHealthIndicator")
  BelfryHealth belfryHealthIndicator(Pusher pusher) {
    return new BelfryHealth(pusher);
  }
}
