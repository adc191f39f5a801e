package io.belfry.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Adds to each filter chain of the application what the auth endpoints need. It makes no chain, so
 * the application's own rules hold.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-238, HTTP-239"
 */
@AutoConfiguration(after = BelfryAuthAutoConfiguration.class)
@ConditionalOnClass({HttpSecurity.class, AuthorizationFilter.class})
@ConditionalOnBean(AuthEndpoints.class)
class BelfrySecurityAutoConfiguration {
  BelfrySecurityAutoConfiguration() {}

  @Bean
  Customizer<HttpSecurity> belfryEndpointsInSecurity(
      BelfryProperties properties, ObjectProvider<PathPatternRequestMatcher.Builder> matchers) {
    String path = properties.auth().path();
    // That of Spring Boot knows the path of the dispatcher.
    PathPatternRequestMatcher.Builder within =
        matchers.getIfUnique(PathPatternRequestMatcher::withDefaults);
    RequestMatcher endpoints = within.matcher(path + "/{endpoint}");
    RequestMatcher script = within.matcher(HttpMethod.GET, path + AuthEndpoints.SCRIPT);
    return http ->
        http.addFilterBefore(new InWordsFilter(endpoints, script), CsrfFilter.class)
            .addFilterBefore(new StrangersFilter(endpoints), AuthorizationFilter.class)
            .exceptionHandling(
                handling ->
                    handling.defaultAccessDeniedHandlerFor(
                        new DeniedHandler(endpoints), endpoints));
  }

  @Bean
  CsrfEndpoint belfryCsrfEndpoint() {
    return new CsrfEndpoint();
  }
}
