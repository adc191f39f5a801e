package io.belfry.spring;

import io.belfry.rest.UserData;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * A user is the principal's name, unless the application says more; nobody joins a channel unless
 * it says who may.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-231, HTTP-233"
 */
@AutoConfiguration
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
class BelfryUsersAutoConfiguration {
  BelfryUsersAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  UserDataProvider belfryUserDataProvider() {
    return (who, request) -> UserData.of(who.getName());
  }

  @Bean
  ChannelAuthorizers belfryChannelAuthorizers(ObjectProvider<ChannelAuthorizer> authorizers) {
    try {
      return new ChannelAuthorizers(authorizers.orderedStream().toList());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          String.valueOf(e.getMessage()), "Correct this bean of the type ChannelAuthorizer.");
    }
  }
}
