package io.belfry.spring;

import io.belfry.rest.EventMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Objects become payloads by the mapper that the application has: Jackson 3, else Jackson 2. For
 * another one it brings an {@link EventMapper}.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-211"
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
      "org.springframework.boot.jackson2.autoconfigure.Jackson2AutoConfiguration"
    })
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
class BelfryMapperAutoConfiguration {
  BelfryMapperAutoConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(tools.jackson.databind.ObjectMapper.class)
  @ConditionalOnSingleCandidate(tools.jackson.databind.ObjectMapper.class)
  @ConditionalOnMissingBean(EventMapper.class)
  static class OfJackson3 {
    @Bean
    EventMapper belfryEventMapper(tools.jackson.databind.ObjectMapper mapper) {
      return mapper::writeValueAsString;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(com.fasterxml.jackson.databind.ObjectMapper.class)
  @ConditionalOnSingleCandidate(com.fasterxml.jackson.databind.ObjectMapper.class)
  @ConditionalOnMissingBean(EventMapper.class)
  static class OfJackson2 {
    @Bean
    EventMapper belfryEventMapper(com.fasterxml.jackson.databind.ObjectMapper mapper) {
      return mapper::writeValueAsString;
    }
  }
}
