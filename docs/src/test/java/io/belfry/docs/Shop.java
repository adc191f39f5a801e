package io.belfry.docs;

import io.belfry.protocol.UserId;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.hook.Identification.KnownUser;
import io.belfry.server.hook.Identification.RefusedUser;
import java.util.List;
import java.util.Optional;

/** Knows its customers by their session, and who is banned. */
// snippet: server-blocking-hooks
final class Shop implements BlockingHooks {
  record Customer(String id, String name, List<String> friends) {}

  /** Asks the table of sessions, which may take its time. */
  interface Sessions {
    Optional<Customer> find(String session);
  }

  private final Sessions sessions;
  private final UserId banned;

  Shop(Sessions sessions, UserId banned) {
    this.sessions = sessions;
    this.banned = banned;
  }

  @Override
  public Identification user(WithoutToken facts) {
    return facts
        .arrival()
        .cookie("session")
        .flatMap(sessions::find)
        .<Identification>map(
            customer ->
                new KnownUser(
                    new UserId(customer.id()),
                    "{\"name\":\"" + customer.name() + "\"}",
                    customer.friends().stream().map(UserId::new).toList()))
        .orElseGet(() -> new RefusedUser("Please log in"));
  }

  @Override
  public Permission subscribing(Subscribing facts) {
    return banned.equals(facts.user()) ? refuse("You are banned") : allow();
  }
}
// end
