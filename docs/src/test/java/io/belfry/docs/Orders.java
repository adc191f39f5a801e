package io.belfry.docs;

import io.belfry.spring.BelfryEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** What the page about Spring Boot sends after the commit. */
// snippet: spring-after-commit
class Orders {
  private final ApplicationEventPublisher events;

  Orders(ApplicationEventPublisher events) {
    this.events = events;
  }

  record Shipped(long order) {}

  @Transactional
  void ship(long order, String customer) {
    // … the database is changed …
    events.publishEvent(BelfryEvent.toUser(customer, "order-shipped", new Shipped(order)));
  }
}

// end
