package io.belfry.spring;

import io.belfry.rest.Pusher;
import jakarta.servlet.http.HttpFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

/**
 * The endpoint that the server tells what happens.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-216 to HTTP-219"
 */
@AutoConfiguration(after = BelfryAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HttpFilter.class)
@ConditionalOnBean({Pusher.class, BelfryProperties.class})
@ConditionalOnProperty(
    name = {"belfry.enabled", "belfry.webhooks.enabled"},
    matchIfMissing = true)
class BelfryWebhookAutoConfiguration {
  /** Just before that of Spring Security. */
  private static final int ORDER = -101;

  private static final DataSize MOST = DataSize.ofMegabytes(64);

  BelfryWebhookAutoConfiguration() {}

  @Bean
  FilterRegistrationBean<WebhookFilter> belfryWebhookFilter(
      Pusher pusher, BelfryProperties properties, ApplicationEventPublisher events) {
    DataSize maxBody = properties.webhooks().maxBody();
    if (maxBody.compareTo(DataSize.ofBytes(1)) < 0 || maxBody.compareTo(MOST) > 0) {
      throw new SettingsException(
          java.util.List.of(
              "belfry.webhooks.max-body is " + maxBody + ". Expected from 1B to 64MB."));
    }
    FilterRegistrationBean<WebhookFilter> registration =
        new FilterRegistrationBean<>(
            new WebhookFilter(
                pusher,
                events,
                new RestOptionsReader(properties).webhookTokens(),
                (int) maxBody.toBytes()));
    registration.addUrlPatterns(properties.webhooks().path());
    registration.setOrder(ORDER);
    return registration;
  }
}
