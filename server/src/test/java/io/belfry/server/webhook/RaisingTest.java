package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.belfry.protocol.message.EventData;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.ChannelPattern;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.Publication.NamedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What endpoints are told, and when. */
class RaisingTest {
  private static final Duration DELAY = Duration.ofSeconds(3);
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").build());

  @Test
  @Tag("HOOK-044")
  void givenAFirstSubscriber_itIsToldAtOnce() {
    webhooks.occupied("room");
    webhooks.settle();

    assertThat(webhooks.receiver.said()).containsExactly("channel_occupied room");
  }

  @Test
  @Tag("HOOK-040")
  void givenAChannelThatStaysEmpty_itIsToldWhenTheDelayIsOver() {
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.vacated("room");
    webhooks.pass(DELAY.minus(MOMENT));
    assertThat(webhooks.receiver.said()).containsExactly("channel_occupied room");

    webhooks.pass(MOMENT.multipliedBy(2));
    assertThat(webhooks.receiver.said())
        .containsExactly("channel_occupied room", "channel_vacated room");
  }

  @Test
  @Tag("HOOK-042")
  void givenAChannelThatIsBackInTime_neitherIsTold() throws IOException {
    webhooks.occupied("room");
    webhooks.settle();
    for (int i = 0; i < 5; i++) {
      webhooks.vacated("room");
      webhooks.pass(DELAY.minus(MOMENT));
      webhooks.occupied("room");
      webhooks.pass(DELAY);
    }

    assertThat(webhooks.receiver.said()).containsExactly("channel_occupied room");
    assertThat(webhooks.disk.held()).hasSize(1);
  }

  @Test
  @Tag("HOOK-028")
  @Tag("HOOK-030")
  @Tag("HOOK-041")
  @Tag("HOOK-042")
  void givenMembers_eachIsToldOnceAndWhoIsBackInTimeIsNot() {
    webhooks.occupied("presence-room");
    webhooks.memberAdded("presence-room", "7");
    webhooks.memberAdded("presence-room", "8");
    webhooks.memberRemoved("presence-room", "7");
    webhooks.pass(Duration.ofSeconds(1));
    webhooks.memberAdded("presence-room", "7");
    webhooks.pass(DELAY.multipliedBy(2));
    assertThat(webhooks.receiver.said())
        .containsExactly(
            "channel_occupied presence-room",
            "member_added presence-room 7",
            "member_added presence-room 8");
    webhooks.receiver.clear();

    webhooks.memberRemoved("presence-room", "8");
    webhooks.memberRemoved("presence-room", "7");
    webhooks.vacated("presence-room");
    webhooks.pass(DELAY.plus(MOMENT));
    assertThat(webhooks.receiver.said())
        .containsExactly(
            "member_removed presence-room 8",
            "member_removed presence-room 7",
            "channel_vacated presence-room");
  }

  @Test
  @Tag("HOOK-047")
  void givenNoDelay_anEndIsToldAtOnce() {
    ManualWebhooks hasty =
        ManualWebhooks.of(
            endpoint("a")
                .set(WebhookSettings.VACATED_DELAY, Duration.ZERO)
                .set(WebhookSettings.MEMBER_REMOVED_DELAY, Duration.ZERO)
                .build());
    hasty.occupied("presence-room");
    hasty.memberAdded("presence-room", "7");
    hasty.memberRemoved("presence-room", "7");
    hasty.vacated("presence-room");
    hasty.occupied("presence-room");
    hasty.settle();

    assertThat(hasty.receiver.said())
        .containsExactly(
            "channel_occupied presence-room",
            "member_added presence-room 7",
            "member_removed presence-room 7",
            "channel_vacated presence-room",
            "channel_occupied presence-room");
  }

  @Test
  @Tag("HOOK-040")
  void givenEndpointsWithOtherDelays_eachHasItsOwn() {
    ManualWebhooks two =
        ManualWebhooks.of(
            endpoint("a").set(WebhookSettings.VACATED_DELAY, Duration.ofSeconds(1)).build(),
            endpoint("b").set(WebhookSettings.VACATED_DELAY, Duration.ofSeconds(9)).build());
    two.occupied("room");
    two.settle();
    two.receiver.clear();
    two.vacated("room");
    two.pass(Duration.ofSeconds(2));
    assertThat(two.receiver.said()).containsExactly("channel_vacated room");
    two.occupied("room");
    two.settle();

    // The first has been told of the end, so it hears of the new beginning; the second of neither.
    assertThat(two.receiver.attempts)
        .extracting(attempt -> attempt.endpoint().url().getHost())
        .containsExactly("a.example", "a.example");
  }

  @Test
  @Tag("HOOK-026")
  void givenManyMisses_oneASecondIsTold() {
    for (int i = 0; i < 50; i++) {
      webhooks.missed("cache-room");
      webhooks.missed("cache-other");
      webhooks.pass(Duration.ofMillis(50));
    }

    assertThat(webhooks.receiver.said())
        .containsOnly("cache_miss cache-room", "cache_miss cache-other")
        .hasSizeBetween(5, 6);
  }

  @Test
  @Tag("HOOK-027")
  void givenFewSubscriptions_eachCountIsTold() {
    for (int i = 1; i <= 100; i++) {
      webhooks.counted("room", i);
    }
    webhooks.settle();

    assertThat(webhooks.receiver.said()).hasSize(100).endsWith("subscription_count room 100");
  }

  @Test
  @Tag("HOOK-027")
  void givenManySubscriptions_theCountIsToldEveryFiveSecondsAndTheLastOneAlways() {
    for (int i = 1; i <= 60; i++) {
      webhooks.counted("room", 1_000 + i);
      webhooks.pass(Duration.ofMillis(100));
    }
    assertThat(webhooks.receiver.said())
        .containsExactly("subscription_count room 1001", "subscription_count room 1050");

    webhooks.pass(Duration.ofSeconds(10));
    assertThat(webhooks.receiver.said()).hasSize(3).endsWith("subscription_count room 1060");
  }

  @Test
  @Tag("HOOK-027")
  void givenAPresenceChannel_itsCountIsNotTold() {
    webhooks.counted("presence-room", 7);
    webhooks.settle();

    assertThat(webhooks.receiver.said()).isEmpty();
  }

  @Test
  @Tag("HOOK-029")
  void givenTheChannelOfAUser_nothingIsTold() {
    String name = "#server-to-user-7";
    webhooks.occupied(name);
    webhooks.counted(name, 3);
    webhooks.missed(name);
    webhooks.said(name, "hello", null);
    webhooks.vacated(name);
    webhooks.pass(DELAY.multipliedBy(2));

    assertThat(webhooks.receiver.said()).isEmpty();
  }

  @Test
  @Tag("HOOK-020")
  @Tag("HOOK-021")
  @Tag("HOOK-024")
  void givenAClientEvent_itIsToldOnceWithItsDataAsAString() {
    webhooks.said("private-room", "{\"text\":\"a \\\"b\\\"\"}", null);
    webhooks.said("presence-room", "plain ☃", "7");
    webhooks.settle();

    assertThat(webhooks.receiver.attempts)
        .extracting(ManualPoster::text)
        .extracting(text -> text.substring(text.indexOf('[') + 1, text.lastIndexOf(']')))
        .containsExactly(
            "{\"name\":\"client_event\",\"channel\":\"private-room\",\"event\":\"client-note\","
                + "\"data\":\"{\\\"text\\\":\\\"a \\\\\\\"b\\\\\\\"\\\"}\",\"socket_id\":\"12.34\"}",
            "{\"name\":\"client_event\",\"channel\":\"presence-room\",\"event\":\"client-note\","
                + "\"data\":\"plain ☃\",\"socket_id\":\"12.34\",\"user_id\":\"7\"}");
  }

  @Test
  @Tag("HOOK-024")
  void givenHalfACharacterInAClientEvent_itIsToldWithAMarkInItsPlace() {
    webhooks.said("private-room", NamedEvent.ofClient("client-n", EventData.of("a\ud83dz"), null));
    webhooks.settle();

    assertThat(webhooks.receiver.attempts).hasSize(1);
    assertThat(ManualPoster.text(webhooks.receiver.attempts.get(0)))
        .doesNotContain("\\ud83d")
        .containsPattern("\"data\":\"a.z\"");
  }

  @Test
  @Tag("HOOK-055")
  void givenTypes_nothingElseIsTold() {
    ManualWebhooks some =
        ManualWebhooks.of(
            endpoint("a").types(Type.CHANNEL_VACATED, Type.MEMBER_ADDED).build(),
            endpoint("b").types(Type.CACHE_MISS).build());
    some.occupied("presence-cache-room");
    some.memberAdded("presence-cache-room", "7");
    some.missed("presence-cache-room");
    some.said("presence-cache-room", "x", "7");
    some.online("7");
    some.memberRemoved("presence-cache-room", "7");
    some.vacated("presence-cache-room");
    some.pass(DELAY.plus(MOMENT));

    assertThat(some.receiver.said())
        .containsExactly(
            "member_added presence-cache-room 7",
            "cache_miss presence-cache-room",
            "channel_vacated presence-cache-room");
  }

  @Test
  @Tag("HOOK-055")
  void givenNoTypes_usersWhoComeOnlineAreNotTold() {
    webhooks.online("7");
    webhooks.offline("7");
    webhooks.pass(DELAY.plus(MOMENT));

    assertThat(webhooks.receiver.said()).isEmpty();
  }

  @Test
  @Tag("HOOK-056")
  void givenFilters_allOfThemHaveToBeMet() throws IOException {
    ManualWebhooks some =
        ManualWebhooks.of(
            endpoint("a")
                .set(WebhookSettings.FILTER_PREFIX, "order-")
                .set(WebhookSettings.FILTER_SUFFIX, "-eu")
                .set(WebhookSettings.FILTER_PATTERN, Optional.of(ChannelPattern.of("[0-9]{2}")))
                .build());
    for (String name : new String[] {"order-12-eu", "order-1-eu", "order-12-us", "x-order-12-eu"}) {
      some.occupied(name);
      some.counted(name, 1);
      some.vacated(name);
    }
    some.pass(DELAY.plus(MOMENT));

    assertThat(some.receiver.said())
        .containsExactly(
            "channel_occupied order-12-eu",
            "subscription_count order-12-eu 1",
            "channel_vacated order-12-eu");
    assertThat(some.disk.held()).isEmpty();
  }

  @Test
  @Tag("USR-060")
  @Tag("USR-061")
  void givenAUser_onlineAndOfflineAlternateAndSayWhen() {
    ManualWebhooks users =
        ManualWebhooks.of(endpoint("a").types(Type.USER_ONLINE, Type.USER_OFFLINE).build());
    long start = users.clock.millis();
    users.online("7");
    users.pass(Duration.ofSeconds(60));
    users.offline("7");
    users.pass(Duration.ofSeconds(2));
    users.online("7");
    users.pass(Duration.ofSeconds(8));
    users.offline("7");
    users.pass(Duration.ofSeconds(4));
    users.online("7");
    users.settle();

    assertThat(users.receiver.said())
        .containsExactly("user_online 7", "user_offline 7", "user_online 7");
    assertThat(ManualPoster.text(users.receiver.attempts.get(1)))
        .contains("\"at_ms\":" + (start + 70_000), "\"online_ms\":70000");
    assertThat(users.receiver.attempts)
        .extracting(attempt -> attempt.sequence().orElse(0))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  @Tag("HOOK-042")
  void givenAThousandClientsThatReload_nothingIsTold() {
    for (int i = 0; i < 1_000; i++) {
      webhooks.occupied("presence-" + i);
      webhooks.memberAdded("presence-" + i, "u" + i);
    }
    webhooks.pass(Duration.ofSeconds(1));
    assertThat(webhooks.receiver.said()).hasSize(2_000);
    webhooks.receiver.clear();
    for (int i = 0; i < 1_000; i++) {
      webhooks.memberRemoved("presence-" + i, "u" + i);
      webhooks.vacated("presence-" + i);
    }
    webhooks.pass(Duration.ofSeconds(2));
    for (int i = 0; i < 1_000; i++) {
      webhooks.occupied("presence-" + i);
      webhooks.memberAdded("presence-" + i, "u" + i);
    }
    webhooks.pass(Duration.ofSeconds(10));

    assertThat(webhooks.receiver.said()).isEmpty();
  }

  @Test
  @Tag("HOOK-042")
  void givenAServerThatGoesDown_whoComesBackToItIsNotToldAgain() {
    webhooks.occupied("soon");
    webhooks.occupied("late");
    webhooks.vacated("late");
    webhooks.settle();
    webhooks.receiver.clear();
    webhooks.drain();
    webhooks.vacated("soon");
    webhooks.pass(DELAY.multipliedBy(2));
    webhooks.occupied("soon");
    webhooks.occupied("late");
    webhooks.occupied("new");
    webhooks.settle();

    assertThat(webhooks.receiver.said()).containsExactly("channel_occupied new");
  }

  @Test
  @Tag("HOOK-056")
  void givenAFilterThatChangesWhileAnEndWaits_whatDoesNotMatchItIsNotTold() throws IOException {
    webhooks.occupied("order-1");
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.receiver.clear();
    webhooks.vacated("room");
    webhooks.vacated("order-1");
    webhooks.settle();
    webhooks.replaceApps(
        ManualWebhooks.app(
            ManualWebhooks.APP,
            endpoint("a").set(WebhookSettings.FILTER_PREFIX, "order-").build()));
    webhooks.pass(DELAY.plus(MOMENT));

    assertThat(webhooks.receiver.said()).containsExactly("channel_vacated order-1");
    assertThat(webhooks.disk.held()).isEmpty();
  }

  @Test
  @Tag("HOOK-071")
  void givenAClientEventOnAChannelThatNoEndpointHears_itIsNotEvenRead() {
    ManualWebhooks some =
        ManualWebhooks.of(
            endpoint("a").set(WebhookSettings.FILTER_PREFIX, "private-order-").build());
    AtomicInteger faults = new AtomicInteger();
    Logger log = (Logger) LoggerFactory.getLogger(Telling.class);
    AppenderBase<ILoggingEvent> counter =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            faults.incrementAndGet();
          }
        };
    counter.start();
    log.addAppender(counter);
    try {
      some.saidAsIs("private-room", "no JSON");
      some.settle();
      assertThat(faults).hasValue(0);
      some.saidAsIs("private-order-1", "no JSON");
      some.settle();
      assertThat(faults).hasValue(1);
    } finally {
      log.detachAppender(counter);
    }
  }

  @Test
  @Tag("HOOK-042")
  @Tag("HOOK-072")
  void givenAStoreOfAnotherProcessForLong_whoIsThereIsNotToldToBeGone() {
    webhooks.occupied("presence-back");
    webhooks.memberAdded("presence-back", "7");
    webhooks.occupied("gone");
    webhooks.settle();
    webhooks.receiver.clear();
    webhooks.disk.isBusy = true;
    webhooks.kill();
    for (int i = 0; i < 300_000; i++) {
      webhooks.occupied("passing-" + i);
      webhooks.vacated("passing-" + i);
      if (i % 50_000 == 0) {
        webhooks.pass(Duration.ofSeconds(1));
      }
    }
    webhooks.occupied("presence-back");
    webhooks.memberAdded("presence-back", "7");
    webhooks.occupied("new");
    webhooks.said("private-a", "x", null);
    webhooks.pass(Duration.ofSeconds(1));
    webhooks.disk.isBusy = false;
    webhooks.pass(Duration.ofSeconds(60));

    assertThat(webhooks.receiver.said())
        .containsExactly("channel_occupied new", "client_event private-a", "channel_vacated gone");
  }
}
