package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kept events and counted subscriptions, in web pages. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsCacheTest {
  @AutoClose private final Scene scene;
  private final Pusher backend;

  PusherJsCacheTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start("subscription_count: {broadcast: true}"));
    backend = scene.belfry().backend();
  }

  @Test
  @Tag("WS-074")
  void givenACacheChannelWithoutEvent_thePageIsTold() {
    Tab alice = scene.tab("alice").connect().join("cache-price");

    alice.next("cache-price:pusher:cache_miss");
  }

  @Test
  @Tag("WS-074")
  void givenACacheChannelWithAnEvent_aPageThatComesLaterGetsIt() {
    backend.trigger("cache-price", "changed", "{\"euro\":17}");
    Tab alice = scene.tab("alice").connect().join("cache-price");

    assertThat(alice.next("cache-price:changed")).isEqualTo("{\"euro\":17}");
    assertThat(alice.seen("cache-price:pusher:cache_miss")).isEmpty();
  }

  @Test
  @Tag("WS-079")
  void givenCountsThatAreTold_thePageKnowsTheNumberOfSubscriptions() {
    Tab alice = scene.tab("alice").connect().join("news");
    assertThat(alice.next("news:pusher:subscription_count"))
        .isEqualTo("{\"subscription_count\":1}");
    scene.tab("bob").connect().join("news");

    assertThat(alice.next("news:pusher:subscription_count"))
        .isEqualTo("{\"subscription_count\":2}");
    assertThat(alice.evaluate("pusher.channel('news').subscriptionCount")).isEqualTo(2);
  }
}
