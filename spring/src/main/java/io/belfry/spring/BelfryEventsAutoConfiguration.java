package io.belfry.spring;

import io.belfry.rest.Pusher;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Events of the application go to Belfry.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-220"
 */
@AutoConfiguration(after = BelfryAutoConfiguration.class)
@ConditionalOnBean({Pusher.class, OutgoingCalls.class})
class BelfryEventsAutoConfiguration {
  BelfryEventsAutoConfiguration() {}

  @Bean
  EventSender belfryEventSender(Pusher pusher, OutgoingCalls calls) {
    return new EventSender(pusher, calls);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(TransactionalEventListener.class)
  static class WithTransactions {
    @Bean
    EventsAfterCommit belfryEventsAfterCommit(EventSender sender) {
      return new EventsAfterCommit(sender);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass("org.springframework.transaction.event.TransactionalEventListener")
  static class WithoutTransactions {
    @Bean
    EventsAtOnce belfryEventsAtOnce(EventSender sender) {
      return new EventsAtOnce(sender);
    }
  }
}
