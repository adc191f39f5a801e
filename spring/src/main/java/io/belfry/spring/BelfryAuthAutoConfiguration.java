package io.belfry.spring;

import io.belfry.rest.Pusher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The endpoints that clients ask.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-230 to HTTP-236"
 */
@AutoConfiguration(after = {BelfryAutoConfiguration.class, BelfryUsersAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({DispatcherServlet.class, HttpServletRequest.class})
@ConditionalOnBean(Pusher.class)
@ConditionalOnProperty(
    name = {"belfry.enabled", "belfry.auth.enabled"},
    matchIfMissing = true)
class BelfryAuthAutoConfiguration {
  BelfryAuthAutoConfiguration() {}

  @Bean
  AuthAnswers belfryAuthAnswers(
      Pusher pusher, UserDataProvider users, ChannelAuthorizers authorizers) {
    return new AuthAnswers(pusher, users, authorizers);
  }

  @Bean
  AuthEndpoints belfryAuthEndpoints(AuthAnswers answers) {
    return new AuthEndpoints(answers);
  }

  @Bean
  @ConditionalOnProperty("belfry.auth.jsonp")
  JsonpEndpoints belfryJsonpEndpoints(AuthAnswers answers) {
    return new JsonpEndpoints(answers);
  }
}
