package io.belfry.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.session.HttpSessionEventPublisher;

/**
 * Log-outs and sessions that end.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-224, HTTP-225, HTTP-246"
 */
@AutoConfiguration(after = {BelfryAutoConfiguration.class, BelfryUsersAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({SessionRegistry.class, HttpSessionEventPublisher.class})
@ConditionalOnBean(OutgoingCalls.class)
@ConditionalOnProperty(name = "belfry.end-connections-on-logout", matchIfMissing = true)
class BelfryLogOutAutoConfiguration {
  BelfryLogOutAutoConfiguration() {}

  @Bean
  LogOuts belfryLogOuts(
      OutgoingCalls calls, UserDataProvider users, ObjectProvider<SessionRegistry> sessions) {
    return new LogOuts(calls, users, sessions);
  }

  /** Without it Spring Security hears of no session that ends by itself. */
  @Bean
  @ConditionalOnMissingBean
  HttpSessionEventPublisher belfryHttpSessionEventPublisher() {
    return new HttpSessionEventPublisher();
  }
}
