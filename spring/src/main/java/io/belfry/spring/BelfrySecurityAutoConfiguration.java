package io.belfry.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
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
  Customizer<HttpSecurity> belfryEndpointsInSecurity(BelfryProperties properties) {
    String path = properties.auth().path();
    RequestMatcher endpoints =
        PathPatternRequestMatcher.withDefaults().matcher(path + "/{endpoint}");
    RequestMatcher script =
        PathPatternRequestMatcher.withDefaults().matcher(path + AuthEndpoints.SCRIPT);
    return http ->
        http.addFilterBefore(new StrangersFilter(endpoints, script), AuthorizationFilter.class)
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
