package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.HookReceiver.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that come and go while a receiver is up and down. */
class WebhookUserOrderTest {
  private static final int VISITS = 5;
  private static final List<String> USERS = List.of("ada", "bob", "cy");

  @TempDir private Path folder = Path.of("");
  private final AtomicInteger asked = new AtomicInteger();

  private static String endpoint(HookReceiver receiver) {
    return "url: \"%s\", event_types: [user_online, user_offline], user_offline_delay_ms: 0"
        .formatted(receiver.url("/hooks"));
  }

  /** Up, down with a word, down without. */
  private int flapping(Told request) {
    return switch (asked.incrementAndGet() % 5) {
      case 0, 3 -> 204;
      case 1 -> 503;
      default -> 0;
    };
  }

  private static List<Told> about(String user, List<Told> told) {
    Set<String> deliveries = new HashSet<>();
    return told.stream()
        .filter(each -> each.isTaken() && deliveries.add(each.delivery()))
        .filter(each -> each.events().getFirst().get("user_id").getAsString().equals(user))
        .toList();
  }

  private static void visit(HookScene scene, HookReceiver up, int visit) {
    List<HookClient> clients = USERS.stream().map(user -> scene.connect().signin(user)).toList();
    clients.forEach(HookClient::close);
    // The next visit begins when the server knows that this one has ended.
    int events = (visit + 1) * USERS.size() * 2;
    up.await(
        events + " events",
        told -> told.size() >= events,
        () -> scene.pass(Duration.ofMillis(100)));
  }

  @Test
  @Tag("USR-061")
  void givenAReceiverThatFlaps_eachUsersEventsAlternateInOrderAndAreNumberedWithoutAGap()
      throws Exception {
    try (HookReceiver up = new HookReceiver(HookClient.SECRET);
        HookReceiver flapping = new HookReceiver(HookClient.SECRET);
        HookScene scene = new HookScene(folder, "", endpoint(up), endpoint(flapping))) {
      flapping.answers(this::flapping);
      for (int visit = 0; visit < VISITS; visit++) {
        visit(scene, up, visit);
      }
      scene.passUntil("belfry_webhook_queue_events", "", 0);

      assertThat(asked.get()).isGreaterThan(VISITS * USERS.size() * 2);
      for (String user : USERS) {
        List<Told> told = about(user, flapping.told());
        assertThat(told)
            .extracting(each -> each.events().getFirst().get("name").getAsString())
            .isEqualTo(
                IntStream.range(0, VISITS * 2)
                    .mapToObj(i -> i % 2 == 0 ? "user_online" : "user_offline")
                    .toList());
        assertThat(told)
            .extracting(Told::sequence)
            .isEqualTo(IntStream.rangeClosed(1, VISITS * 2).asLongStream().boxed().toList());
      }
    }
  }
}
