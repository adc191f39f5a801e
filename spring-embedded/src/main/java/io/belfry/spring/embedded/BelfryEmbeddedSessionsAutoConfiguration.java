package io.belfry.spring.embedded;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Finds the running sessions of an application with Spring Security.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-243"
 */
@AutoConfiguration(
    afterName = "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({
  HttpSession.class,
  SessionRegistry.class,
  HttpSessionSecurityContextRepository.class
})
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
@ConditionalOnProperty("belfry.embedded.enabled")
@EnableConfigurationProperties(EmbeddedProperties.class)
class BelfryEmbeddedSessionsAutoConfiguration {
  private static final String COOKIE = "server.servlet.session.cookie.name";

  BelfryEmbeddedSessionsAutoConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(SessionRepository.class)
  @ConditionalOnBean(SessionRepository.class)
  static class OfSpringSession {
    @Bean
    <S extends Session> SpringSessions<S> belfrySpringSessions(
        SessionRepository<S> repository, EmbeddedProperties properties, Environment environment) {
      String name =
          Optional.ofNullable(properties.sessionCookie())
              .orElseGet(() -> environment.getProperty(COOKIE, "SESSION"));
      return new SpringSessions<>(repository, () -> name);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(type = "org.springframework.session.SessionRepository")
  static class OfContainer {
    @Bean
    ServletSessions belfryServletSessions(
        ObjectProvider<ServletContext> container,
        ObjectProvider<SessionRegistry> registry,
        EmbeddedProperties properties) {
      return new ServletSessions(cookie(container, properties), isForbidden(registry));
    }

    // The container knows the name once it has started.
    private static Supplier<String> cookie(
        ObjectProvider<ServletContext> container, EmbeddedProperties properties) {
      return () ->
          Optional.ofNullable(properties.sessionCookie())
              .or(
                  () ->
                      Optional.ofNullable(container.getIfAvailable())
                          .map(known -> known.getSessionCookieConfig().getName()))
              .orElse("JSESSIONID");
    }

    private static Predicate<String> isForbidden(ObjectProvider<SessionRegistry> registry) {
      return id -> {
        SessionRegistry known = registry.getIfUnique();
        SessionInformation session = known == null ? null : known.getSessionInformation(id);
        return session != null && session.isExpired();
      };
    }
  }
}
