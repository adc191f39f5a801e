package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.Decision;
import io.belfry.server.webhook.post.Poster.Cause;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the requests that may be under way are shared among apps. */
class PlacesTest {
  private static App greedy(int id) {
    return ManualWebhooks.app(
        String.valueOf(id), endpoint("a" + id).set(WebhookSettings.MAX_IN_FLIGHT, 1_000).build());
  }

  private static void occupy(ManualWebhooks webhooks, int app, int rooms) {
    for (int i = 0; i < rooms; i++) {
      webhooks.decided(
          new Decision.Occupied(String.valueOf(app), ManualWebhooks.channel("room-" + i)));
    }
  }

  private static long sentTo(ManualWebhooks webhooks, int app) {
    String host = "a" + app + ".example";
    return webhooks.receiver.attempts.stream()
        .filter(one -> host.equals(one.endpoint().url().getHost()))
        .count();
  }

  @Test
  @Tag("HOOK-053")
  void givenAnAppThatSendsAsMuchAsItCan_othersHavePlacesLeft() {
    ManualWebhooks apps = new ManualWebhooks(greedy(1), greedy(2));
    apps.receiver.holding();
    occupy(apps, 1, 300);
    apps.settle();
    assertThat(sentTo(apps, 1)).isEqualTo(Places.MOST_OF_APP);
    occupy(apps, 2, 1);
    apps.settle();
    assertThat(sentTo(apps, 2)).isEqualTo(1);

    apps.receiver.answering(Cause.DELIVERED);
    while (!apps.receiver.pending.isEmpty()) {
      apps.receiver.answerNext(Cause.DELIVERED);
    }
    apps.settle();
    assertThat(sentTo(apps, 1)).isEqualTo(300);
  }

  @Test
  @Tag("HOOK-053")
  void givenAppsThatTakeAllPlaces_theNextFreeOnesAreGivenOutInTurn() {
    ManualWebhooks apps =
        new ManualWebhooks(
            IntStream.rangeClosed(1, 5).mapToObj(PlacesTest::greedy).toArray(App[]::new));
    apps.receiver.holding();
    for (int app = 1; app <= 4; app++) {
      occupy(apps, app, 300);
    }
    apps.settle();
    assertThat(apps.receiver.attempts).hasSize(Places.MOST_AT_ONCE);
    occupy(apps, 5, 300);
    apps.settle();
    assertThat(apps.receiver.attempts).hasSize(Places.MOST_AT_ONCE);

    for (int i = 0; i < 10; i++) {
      apps.receiver.answerNext(Cause.DELIVERED);
    }
    apps.settle();
    assertThat(apps.receiver.attempts).hasSize(Places.MOST_AT_ONCE + 10);
    assertThat(sentTo(apps, 5)).isBetween(2L, 6L);
  }
}
