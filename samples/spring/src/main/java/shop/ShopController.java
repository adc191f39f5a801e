package shop;

import io.belfry.rest.RestOptions;
import io.belfry.spring.BelfryEvent;
import java.net.URI;
import java.security.Principal;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page asks of the shop. */
@RestController
class ShopController {
  private final ApplicationEventPublisher events;
  private final RestOptions belfry;

  private final boolean isInside;

  ShopController(
      ApplicationEventPublisher events,
      RestOptions belfry,
      @Value("${belfry.embedded.enabled:false}") boolean isInside) {
    this.events = events;
    this.belfry = belfry;
    this.isInside = isInside;
  }

  record Settings(String key, String host, int port, boolean isInside) {}

  record Shipped(int order) {}

  /** Where the page finds Belfry; here where the shop finds it, perhaps inside of itself. */
  @GetMapping("/settings")
  Settings settings() {
    URI server = belfry.server();
    return new Settings(belfry.key(), server.getHost(), server.getPort(), isInside);
  }

  @PostMapping("/ship")
  void ship(Principal who) {
    events.publishEvent(BelfryEvent.toUser(who.getName(), "order-shipped", new Shipped(7)));
  }
}
