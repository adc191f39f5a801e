package io.belfry.docs;

import io.belfry.rest.Pusher;
import java.security.Principal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page about Spring Boot sends. */
// snippet: spring-greeting
@RestController
class GreetingController {
  private final Pusher belfry;

  GreetingController(Pusher belfry) {
    this.belfry = belfry;
  }

  record Greeting(String text) {}

  @PostMapping("/greet")
  void greet(Principal who) {
    belfry.sendToUser(who.getName(), "greeting", new Greeting("Hello " + who.getName()));
  }
}

// end
