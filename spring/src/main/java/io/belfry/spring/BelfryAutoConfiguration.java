package io.belfry.spring;

import io.belfry.rest.CallListener;
import io.belfry.rest.EventMapper;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The app as a bean, of the properties {@code belfry.*}.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-210, HTTP-211"
 */
@AutoConfiguration(after = BelfryMapperAutoConfiguration.class)
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
@EnableConfigurationProperties(BelfryProperties.class)
@ImportRuntimeHints(BelfryHints.class)
class BelfryAutoConfiguration {
  BelfryAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean({RestOptions.class, Pusher.class})
  RestOptions belfryOptions(
      BelfryProperties properties,
      ObjectProvider<BelfryEndpoint> inside,
      ObjectProvider<EventMapper> mapper,
      ObjectProvider<CallListener> listener) {
    RestOptions options = new RestOptionsReader(properties).options(inside.getIfUnique());
    EventMapper found = mapper.getIfUnique();
    RestOptions mapping = found == null ? options : options.withEventMapper(found);
    CallListener hearing = listener.getIfUnique();
    return hearing == null ? mapping : mapping.withCallListener(hearing);
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Pusher belfry(RestOptions options) {
    return new Pusher(options);
  }

  @Bean(destroyMethod = "close")
  OutgoingCalls belfryOutgoingCalls(Pusher pusher) {
    return new OutgoingCalls(pusher);
  }
}
