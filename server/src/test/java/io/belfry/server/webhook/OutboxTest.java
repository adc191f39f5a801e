package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.Outboxes.StoreState;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.store.OutboxStore.Amount;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import io.belfry.server.webhook.store.OutboxStore.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What survives: the end of the process, a full disk, a long outage. */
class OutboxTest {
  private static final Duration DELAY = Duration.ofSeconds(3);

  private final ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").build());
  private final ManualPoster receiver = webhooks.receiver;

  @Test
  @Tag("HOOK-072")
  void givenAnEvent_itIsKeptWithinTwentyMillisecondsAndSentOnlyThen() {
    webhooks.settle();
    int before = webhooks.disk.commits;
    for (int i = 0; i < 5; i++) {
      webhooks.occupied("room-" + i);
      webhooks.pass(Duration.ofMillis(20));
      assertThat(webhooks.disk.commits).isGreaterThan(before);
      assertThat(receiver.attempts).hasSize(i + 1);
      before = webhooks.disk.commits;
    }
  }

  @Test
  @Tag("HOOK-072")
  void givenManyEvents_theyShareACommit() {
    webhooks.settle();
    int before = webhooks.disk.commits;
    for (int i = 0; i < 1_000; i++) {
      webhooks.occupied("room-" + i);
    }
    webhooks.pass(Duration.ofMillis(5));

    assertThat(webhooks.disk.commits).isEqualTo(before + 1);
  }

  @Test
  @Tag("HOOK-072")
  @Tag("HOOK-068")
  void givenAProcessThatIsKilled_whatWasKeptIsDeliveredUnderItsOldId() {
    receiver.holding();
    webhooks.occupied("room");
    webhooks.said("private-a", "1", null);
    webhooks.said("private-a", "2", null);
    webhooks.settle();
    List<Attempt> before = List.copyOf(receiver.attempts);
    assertThat(before).hasSize(2);

    webhooks.kill();
    receiver.clear();
    receiver.answering(Cause.DELIVERED);
    webhooks.settle();

    assertThat(receiver.said())
        .containsExactly(
            "channel_occupied room", "client_event private-a", "client_event private-a");
    assertThat(receiver.attempts)
        .extracting(Attempt::delivery)
        .startsWith(before.get(0).delivery(), before.get(1).delivery());
    assertThat(ManualPoster.text(receiver.attempts.get(0)))
        .isEqualTo(ManualPoster.text(before.get(0)));
    assertThat(receiver.attempts)
        .extracting(attempt -> attempt.sequence().orElse(0))
        .containsExactly(1L, 1L, 2L);
  }

  @Test
  @Tag("HOOK-048")
  @Tag("HOOK-046")
  void givenAProcessThatIsKilled_whoIsNotBackIsToldOnceAndWhoIsBackNotAtAll() throws IOException {
    webhooks.occupied("presence-gone");
    webhooks.memberAdded("presence-gone", "7");
    webhooks.occupied("presence-back");
    webhooks.memberAdded("presence-back", "8");
    webhooks.settle();
    webhooks.kill();
    receiver.clear();
    webhooks.pass(Duration.ofSeconds(15));
    webhooks.occupied("presence-back");
    webhooks.memberAdded("presence-back", "8");
    webhooks.pass(Duration.ofSeconds(30));

    assertThat(receiver.said())
        .containsExactlyInAnyOrder(
            "channel_vacated presence-gone", "member_removed presence-gone 7");
    assertThat(webhooks.disk.held()).hasSize(2);

    webhooks.kill();
    receiver.clear();
    webhooks.pass(Duration.ofSeconds(30));
    assertThat(receiver.said())
        .containsExactlyInAnyOrder(
            "channel_vacated presence-back", "member_removed presence-back 8");
    assertThat(webhooks.disk.held()).isEmpty();
  }

  @Test
  @Tag("HOOK-048")
  void givenAnEndInGoodOrder_pendingRemovalsAreSettledByTheNextLife() {
    webhooks.occupied("gone");
    webhooks.occupied("back");
    webhooks.settle();
    webhooks.vacated("gone");
    webhooks.vacated("back");
    webhooks.pass(Duration.ofSeconds(1));
    webhooks.drain();
    webhooks.occupied("new");
    webhooks.vacated("new");
    webhooks.pass(Duration.ofSeconds(10));
    receiver.clear();
    webhooks.restart();
    webhooks.occupied("back");
    webhooks.pass(Duration.ofSeconds(30));

    assertThat(receiver.said())
        .containsExactlyInAnyOrder("channel_vacated gone", "channel_vacated new");
  }

  @Test
  @Tag("HOOK-046")
  void givenAServerThatHadNoWebhooksForAWhile_whoMayBeThereIsNotToldToBeGone() throws IOException {
    webhooks.occupied("stays");
    webhooks.settle();
    webhooks.killAndStartLate();
    receiver.clear();
    webhooks.pass(Duration.ofMinutes(5));
    assertThat(receiver.said()).isEmpty();
    assertThat(webhooks.disk.held()).hasSize(1);

    webhooks.vacated("stays");
    webhooks.pass(DELAY.plusSeconds(1));
    assertThat(receiver.said()).containsExactly("channel_vacated stays");
    assertThat(webhooks.disk.held()).isEmpty();
  }

  @Test
  @Tag("USR-062")
  void givenUsersWhoWereOnline_aMinuteOfTheNextLifeIsTheirsToComeBack() {
    ManualWebhooks users =
        ManualWebhooks.of(endpoint("a").types(Type.USER_ONLINE, Type.USER_OFFLINE).build());
    users.online("gone");
    users.online("back");
    users.settle();
    users.pass(Duration.ofSeconds(100));
    users.kill();
    users.receiver.clear();
    users.pass(Duration.ofSeconds(55));
    users.online("back");
    users.pass(Duration.ofSeconds(4));
    assertThat(users.receiver.said()).isEmpty();
    users.pass(Duration.ofSeconds(2));
    assertThat(users.receiver.said()).containsExactly("user_offline gone");

    users.receiver.clear();
    users.offline("back");
    users.pass(DELAY.plusSeconds(1));
    assertThat(users.receiver.said()).containsExactly("user_offline back");
    assertThat(ManualPoster.text(users.receiver.attempts.get(0)))
        .containsPattern("\"online_ms\":1610\\d\\d");
  }

  @Test
  @Tag("HOOK-072")
  void givenAFullDiskAndNothingThatWaits_itIsTriedUntilThereIsRoom() {
    webhooks.settle();
    webhooks.disk.isFull = true;
    webhooks.said("private-a", "1", null);
    webhooks.settle();
    assertThat(receiver.said()).hasSize(1);
    webhooks.pass(Duration.ofSeconds(3));
    assertThat(webhooks.storeState()).isEqualTo(StoreState.FAILING);

    webhooks.disk.isFull = false;
    webhooks.pass(Duration.ofSeconds(1));
    assertThat(webhooks.storeState()).isEqualTo(StoreState.KEEPING);
    int commits = webhooks.disk.commits;
    webhooks.pass(Duration.ofSeconds(5));
    assertThat(webhooks.disk.commits).isEqualTo(commits);
  }

  @Test
  @Tag("HOOK-072")
  void givenAFullDisk_eventsAreSentFromMemoryAndKeptWhenThereIsRoom() {
    webhooks.settle();
    webhooks.disk.isFull = true;
    webhooks.occupied("room");
    webhooks.said("private-a", "1", null);
    webhooks.said("private-a", "2", null);
    webhooks.settle();
    assertThat(receiver.said()).hasSize(3);
    assertThat(webhooks.storeState()).isEqualTo(StoreState.FAILING);

    receiver.answering(Cause.SERVER_ERROR);
    webhooks.said("private-b", "3", null);
    webhooks.pass(Duration.ofSeconds(5));
    receiver.answering(Cause.DELIVERED);
    webhooks.disk.isFull = false;
    webhooks.pass(Duration.ofSeconds(1));
    assertThat(webhooks.storeState()).isEqualTo(StoreState.KEEPING);
    webhooks.pass(Duration.ofSeconds(20));

    assertThat(receiver.said()).endsWith("client_event private-b");
    Set<UUID> ids = new HashSet<>();
    receiver.attempts.forEach(attempt -> ids.add(attempt.delivery()));
    assertThat(ids).hasSize(4);
    webhooks.kill();
    receiver.clear();
    webhooks.pass(Duration.ofSeconds(30));
    assertThat(receiver.said()).containsExactly("channel_vacated room");
  }

  @Test
  @Tag("HOOK-070")
  @Tag("HOOK-072")
  void givenAFullDiskAndNoReceiver_memoryIsBoundedAndTheOldestIsDropped() throws IOException {
    ManualWebhooks small =
        ManualWebhooks.of(endpoint("a").set(WebhookSettings.QUEUE_EVENTS, 100).build());
    small.settle();
    small.disk.isFull = true;
    small.receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 350; i++) {
      small.said("private-" + i, "x", null);
      small.pass(Duration.ofMillis(20));
    }
    assertThat(small.queue("a").events()).isEqualTo(100);
    assertThat(small.metric("belfry_webhook_dropped_events_total{"))
        .contains("bound=\"memory\"")
        .endsWith(" 250.0");

    small.disk.isFull = false;
    small.receiver.clear();
    small.receiver.answering(Cause.DELIVERED);
    small.pass(Duration.ofMinutes(3));
    assertThat(small.receiver.said()).hasSize(100).contains("client_event private-349");
    assertThat(small.queue("a").events()).isZero();
  }

  @Test
  @Tag("HOOK-072")
  void givenAStoreOfAnotherProcess_allIsHeldUntilItIsFree() {
    ManualWebhooks next = ManualWebhooks.of(endpoint("a").build());
    next.occupied("stays");
    next.occupied("leaves");
    next.settle();
    next.receiver.clear();
    next.disk.isBusy = true;
    next.kill();
    next.occupied("stays");
    next.occupied("new");
    next.pass(Duration.ofSeconds(40));
    assertThat(next.receiver.said()).isEmpty();
    assertThat(next.storeState()).isEqualTo(StoreState.CLOSED);

    next.disk.isBusy = false;
    next.pass(Duration.ofSeconds(2));
    assertThat(next.receiver.said()).containsExactly("channel_occupied new");
    next.pass(Duration.ofSeconds(30));
    assertThat(next.receiver.said())
        .containsExactly("channel_occupied new", "channel_vacated leaves");
  }

  @Test
  @Tag("HOOK-070")
  void givenFarMoreThanMemoryMayHold_allIsDeliveredInOrder() throws IOException {
    ManualWebhooks small =
        ManualWebhooks.of(
            endpoint("a")
                .set(WebhookSettings.QUEUE_EVENTS, 50)
                .set(WebhookSettings.RETRY_WINDOW, Duration.ofDays(1))
                .build());
    small.receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 3_000; i++) {
      small.said("private-" + i % 10, "n" + i, null);
    }
    small.pass(Duration.ofSeconds(10));
    assertThat(small.queue("a").events()).isEqualTo(3_000);
    small.receiver.clear();
    small.receiver.answering(Cause.DELIVERED);
    small.pass(Duration.ofMinutes(3));

    assertThat(small.receiver.attempts).hasSize(3_000);
    assertThat(small.queue("a").events()).isZero();
    for (int line = 0; line < 10; line++) {
      String channel = "\"private-" + line + "\"";
      assertThat(small.receiver.attempts)
          .filteredOn(attempt -> ManualPoster.text(attempt).contains(channel))
          .extracting(attempt -> attempt.sequence().orElse(0))
          .hasSize(300)
          .isSorted();
    }
  }

  @Test
  @Tag("HOOK-070")
  void givenABoundOnDisk_theOldestIsDroppedAndCounted() throws IOException {
    ManualWebhooks small = ManualWebhooks.of(endpoint("a").build());
    small.maxOutboxBytes(300_000);
    small.receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 400; i++) {
      small.said("private-" + i, "x".repeat(1_000), null);
      small.pass(Duration.ofMillis(50));
    }
    assertThat(small.disk.bytes()).isLessThan(400_000);
    assertThat(small.metric("belfry_webhook_dropped_events_total{")).contains("bound=\"disk\"");
    small.receiver.clear();
    small.receiver.answering(Cause.DELIVERED);
    small.pass(Duration.ofMinutes(2));

    assertThat(small.receiver.said())
        .hasSizeLessThan(300)
        .contains("client_event private-399")
        .doesNotContain("client_event private-0");
    assertThat(small.queue("a").events()).isZero();
  }

  @Test
  @Tag("HOOK-070")
  void givenRequestsUnderWayThatTheStoreDrops_theyAreNotCountedTwice() throws IOException {
    ManualWebhooks small = ManualWebhooks.of(endpoint("a").build(), endpoint("b").build());
    small.maxOutboxBytes(600_000);
    small.receiver.holding();
    small.disk.isUnreadable = true;
    for (int i = 0; i < 400; i++) {
      small.said("private-" + i, "x".repeat(1_000), null);
      small.pass(Duration.ofMillis(50));
    }
    small.disk.isUnreadable = false;
    small.pass(Duration.ofSeconds(1));
    assertThat(small.receiver.pending).hasSize(16);
    for (int i = 0; i < 16; i++) {
      small.receiver.answerNext(i % 2 == 0 ? Cause.GONE : Cause.DELIVERED);
    }
    small.settle();

    Map<Target, Amount> kept = small.disk.open().waiting();
    assertThat(small.queues())
        .hasSize(2)
        .allSatisfy(
            queue -> {
              Target target = new Target(queue.appId(), queue.endpoint());
              assertThat(queue.events())
                  .isEqualTo(kept.getOrDefault(target, new Amount(0, 0)).events())
                  .isPositive();
              assertThat(queue.deadLetters()).isZero();
            });
    assertThat(small.disk.letters()).isEmpty();
  }

  @Test
  void givenAnHourOfOutage_allIsDeliveredOrADeadLetter() throws IOException {
    receiver.answering(Cause.TIMED_OUT);
    Set<String> raised = new HashSet<>();
    for (int minute = 0; minute < 60; minute++) {
      String name = "room-" + minute;
      webhooks.occupied(name);
      raised.add("channel_occupied " + name);
      webhooks.pass(Duration.ofMinutes(1));
    }
    receiver.clear();
    receiver.answering(Cause.DELIVERED);
    webhooks.pass(Duration.ofMinutes(10));

    Set<String> seen = new HashSet<>(receiver.said());
    for (DeadLetter letter : webhooks.disk.letters()) {
      assertThat(letter.cause()).isIn("timed_out", "expired");
      seen.add("channel_occupied room-" + letter.delivery().events().get(0).subject().substring(7));
    }
    assertThat(seen).isEqualTo(raised);
    assertThat(webhooks.disk.letters()).hasSizeGreaterThan(50);
  }

  @Test
  @Tag("THR-62")
  void givenAWallClockThatJumps_delaysAndAttemptsAreNotMoved() throws IOException {
    receiver.answering(Cause.SERVER_ERROR);
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.vacated("room");
    webhooks.setWallAhead(Duration.ofDays(2));
    webhooks.pass(Duration.ofSeconds(2));
    assertThat(webhooks.disk.letters()).isEmpty();
    webhooks.setWallAhead(Duration.ofDays(-2));
    webhooks.pass(Duration.ofSeconds(2));
    receiver.clear();
    receiver.answering(Cause.DELIVERED);
    webhooks.pass(Duration.ofSeconds(20));

    assertThat(receiver.said()).containsExactly("channel_occupied room", "channel_vacated room");
    assertThat(webhooks.disk.letters()).isEmpty();
  }

  @Test
  @Tag("HOOK-072")
  void givenAStoreThatCannotBeRead_theOverviewSaysSoAndTellsWhatWaits() throws IOException {
    receiver.holding();
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.disk.isUnreadable = true;

    assertThat(webhooks.queue("a").events()).isEqualTo(1);
    assertThat(webhooks.orders().overview().store()).isEqualTo(StoreState.FAILING);
  }

  private void startWithoutTheApp() {
    receiver.answering(Cause.CONNECT_FAILED);
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.replaceApps(ManualWebhooks.app("2", endpoint("b").build()));
    webhooks.refusedDefinitions = 1;
    webhooks.kill();
    receiver.clear();
    receiver.answering(Cause.DELIVERED);
    webhooks.pass(Duration.ofMinutes(3));
  }

  @Test
  @Tag("HOOK-046")
  @Tag("HOOK-068")
  void givenAnAppWhoseDefinitionIsRefused_whatItHadWaitsUntilItIsBack() throws IOException {
    startWithoutTheApp();
    assertThat(webhooks.disk.letters()).isEmpty();
    assertThat(webhooks.disk.held()).hasSize(1);
    assertThat(webhooks.queue("a").events()).isEqualTo(1);

    webhooks.refusedDefinitions = 0;
    webhooks.replaceApps(
        ManualWebhooks.app("2", endpoint("b").build()),
        ManualWebhooks.app(ManualWebhooks.APP, endpoint("a").build()));
    webhooks.settle();
    assertThat(receiver.said()).containsExactly("channel_occupied room");
    webhooks.pass(Duration.ofSeconds(30));
    assertThat(receiver.said()).containsExactly("channel_occupied room", "channel_vacated room");
  }

  @Test
  @Tag("HOOK-069")
  void givenAnAppThatIsGone_whatItHadIsGivenUpWhenNoneIsMissing() throws IOException {
    startWithoutTheApp();
    webhooks.refusedDefinitions = 0;
    webhooks.pass(Duration.ofMinutes(1));

    assertThat(webhooks.disk.letters()).hasSize(1);
    assertThat(webhooks.disk.held()).isEmpty();
    assertThat(receiver.said()).isEmpty();
  }
}
