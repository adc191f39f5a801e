package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.app;
import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.EventData;
import io.belfry.server.app.App;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.post.Poster.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much memory webhooks take, whatever happens. */
class BoundsTest {
  private static final Moment NOW = new Moment(0, 0);
  private static final ChannelName ROOM = ManualWebhooks.channel("private-room");

  private static Handed said(int bytes) {
    return new Handed.Said(
        Publication.of(
            "1",
            ROOM,
            NamedEvent.ofClient("client-x", EventData.of("x".repeat(bytes)), null),
            SocketId.parse("1.2").orElseThrow()),
        NOW);
  }

  @Test
  @Tag("HOOK-070")
  void givenAHundredThousandEventsThatWait_onlyTheWindowIsInMemory() throws IOException {
    long most = 1 << 20;
    ManualWebhooks webhooks =
        ManualWebhooks.of(
            endpoint("a")
                .set(WebhookSettings.QUEUE_BYTES, most)
                .set(WebhookSettings.RETRY_WINDOW, Duration.ofDays(1))
                .build());
    webhooks.receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 100_000; i++) {
      webhooks.said("private-" + i % 1_000, "event " + i, null);
      if (i % 5_000 == 0) {
        webhooks.settle();
        assertThat(webhooks.bytesInMemory()).isLessThanOrEqualTo(most);
      }
    }
    webhooks.pass(Duration.ofSeconds(1));
    assertThat(webhooks.queue("a").events()).isEqualTo(100_000);
    assertThat(webhooks.bytesInMemory()).isBetween(most / 4, most);

    webhooks.receiver.clear();
    webhooks.receiver.answering(Cause.DELIVERED);
    webhooks.pass(Duration.ofMinutes(2));
    assertThat(webhooks.receiver.attempts).hasSize(100_000);
    assertThat(webhooks.bytesInMemory()).isZero();
  }

  @Test
  @Tag("HOOK-070")
  void givenThousandsOfApps_eachIsToldByItsOwnEndpoint() {
    App[] all =
        IntStream.range(0, 3_000)
            .mapToObj(i -> app(String.valueOf(i + 1), endpoint("a" + i).build()))
            .toArray(App[]::new);
    ManualWebhooks webhooks = new ManualWebhooks(all);
    for (App app : all) {
      webhooks.decided(new Decision.Occupied(app.id(), ROOM));
    }
    webhooks.settle();

    assertThat(webhooks.receiver.attempts).hasSize(3_000);
    assertThat(webhooks.bytesInMemory()).isZero();
  }

  private static ManualWebhooks ofApps(int count) {
    return new ManualWebhooks(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> app(String.valueOf(i), endpoint("a" + i).build()))
            .toArray(App[]::new));
  }

  private static void say(ManualWebhooks webhooks, int app, int event) {
    NamedEvent large =
        NamedEvent.ofClient("client-" + event, EventData.of("x".repeat(9_000)), null);
    webhooks.saidIn(String.valueOf(app), "private-" + event, large);
  }

  @Test
  @Tag("HOOK-070")
  @Tag("HOOK-072")
  void givenAFullDiskAndManyEndpoints_theirMemoryIsBoundedAndTheLargestLoses() throws IOException {
    ManualWebhooks webhooks = ofApps(50);
    webhooks.room(1 << 20);
    webhooks.settle();
    webhooks.disk.isFull = true;
    webhooks.receiver.answering(Cause.CONNECT_FAILED);
    say(webhooks, 50, 0);
    for (int event = 0; event < 10; event++) {
      for (int app = 1; app < 50; app++) {
        say(webhooks, app, event);
      }
      webhooks.settle();
    }

    assertThat(webhooks.queues().stream().mapToLong(Outboxes.QueueView::bytes).sum())
        .isBetween(1L << 19, 1L << 20);
    assertThat(webhooks.queue("a50").events()).isEqualTo(1);
    assertThat(webhooks.queue("a1").events()).isBetween(1L, 4L);
    assertThat(webhooks.metric("belfry_webhook_dropped_events_total{"))
        .contains("bound=\"memory\"");
  }

  @Test
  @Tag("HOOK-070")
  void givenMoreEndpointsThatHangThanMemoryHolds_theOthersWaitOnDiskAndAreSentLater()
      throws IOException {
    ManualWebhooks webhooks = ofApps(50);
    webhooks.room(100_000);
    webhooks.receiver.holding();
    for (int app = 1; app <= 50; app++) {
      say(webhooks, app, 0);
    }
    webhooks.settle();
    assertThat(webhooks.receiver.attempts).hasSizeBetween(15, 25);

    webhooks.receiver.answering(Cause.DELIVERED);
    while (!webhooks.receiver.pending.isEmpty()) {
      webhooks.receiver.answerNext(Cause.DELIVERED);
    }
    webhooks.pass(Duration.ofSeconds(3));
    assertThat(webhooks.receiver.attempts).hasSize(50);
    assertThat(webhooks.queues()).allSatisfy(queue -> assertThat(queue.events()).isZero());
  }

  @Test
  @Tag("HOOK-070")
  @Tag("HOOK-072")
  void givenAFullDiskAndAnEndpointThatIsTakenOut_itsQueueIsNotTakenIntoMemory() throws IOException {
    ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").build());
    webhooks.receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 13_000; i++) {
      webhooks.occupied("room-" + i);
    }
    webhooks.pass(Duration.ofSeconds(1));
    webhooks.disk.isFull = true;
    webhooks.replaceApps(app("1", endpoint("b").build()));
    webhooks.pass(Duration.ofSeconds(20));
    assertThat(webhooks.queue("a").deadLetters()).isBetween(9_000L, 10_000L);

    webhooks.disk.isFull = false;
    webhooks.pass(Duration.ofSeconds(20));
    assertThat(webhooks.disk.letters()).hasSize(13_000);
  }

  @Test
  @Tag("HOOK-070")
  @Tag("HOOK-071")
  void givenMoreThanCanBeHandedOver_clientEventsAreRefusedFirst() {
    HandOver handOver = new HandOver(20_000);
    int taken = 0;
    while (handOver.offer(said(1_000))) {
      taken++;
    }
    assertThat(taken).isBetween(5, 9);
    assertThat(handOver.offer(new Handed.Decided(new Decision.Occupied("1", ROOM), NOW))).isTrue();
    int further = 0;
    while (handOver.offer(new Handed.Decided(new Decision.Occupied("1", ROOM), NOW))) {
      further++;
    }
    assertThat(further).isBetween(10, 60);
    while (!handOver.isEmpty()) {
      assertThat(handOver.poll()).isNotNull();
    }
    assertThat(handOver.offer(said(1_000))).isTrue();
  }

  private static Handed decided(Decision decision) {
    return new Handed.Decided(decision, NOW);
  }

  private static int fill(HandOver handOver, Handed with) {
    int taken = 0;
    while (handOver.offer(with)) {
      taken++;
    }
    return taken;
  }

  @Test
  @Tag("HOOK-070")
  @Tag("HOOK-071")
  void givenMoreCountsThanCanBeHandedOver_whoComesIsHandedOverStill() {
    HandOver handOver = new HandOver(20_000);
    assertThat(fill(handOver, decided(new Decision.Counted("1", ROOM, 7)))).isBetween(20, 40);

    assertThat(handOver.offer(decided(new Decision.Occupied("1", ROOM)))).isTrue();
  }

  @Test
  @Tag("HOOK-053")
  @Tag("HOOK-070")
  void givenAnAppWithMoreThanItsShare_othersHaveRoomStill() {
    HandOver handOver = new HandOver(40_000);
    handOver.shareAmong(10);
    int one = fill(handOver, decided(new Decision.Occupied("1", ROOM)));
    int other = fill(handOver, decided(new Decision.Occupied("2", ROOM)));
    assertThat(one).isBetween(20, 34).isEqualTo(other);
    assertThat(handOver.offer(decided(new Decision.Counted("3", ROOM, 7)))).isFalse();
    assertThat(handOver.offer(decided(new Decision.Occupied("3", ROOM)))).isTrue();

    while (!handOver.isEmpty()) {
      assertThat(handOver.poll()).isNotNull();
    }
    assertThat(fill(handOver, decided(new Decision.Occupied("1", ROOM)))).isEqualTo(one);
  }

  @Test
  @Tag("HOOK-070")
  void givenMoreChannelsThatEndThanMayBeWaitedFor_theOldestEndAtOnce() throws IOException {
    int many = 70_000;
    ManualWebhooks webhooks =
        ManualWebhooks.of(
            endpoint("a").set(WebhookSettings.VACATED_DELAY, Duration.ofMinutes(10)).build());
    for (int i = 0; i < many; i++) {
      webhooks.occupied("room-" + i);
      webhooks.vacated("room-" + i);
      if (i % 10_000 == 0) {
        webhooks.pass(Duration.ofSeconds(1));
      }
    }
    webhooks.pass(Duration.ofSeconds(10));
    assertThat(webhooks.receiver.said())
        .hasSizeBetween(many + 1_000, many + many / 2)
        .contains("channel_vacated room-0")
        .doesNotContain("channel_vacated room-" + (many - 1));
    webhooks.receiver.clear();
    webhooks.occupied("room-" + (many - 1));
    webhooks.settle();
    assertThat(webhooks.receiver.said()).isEmpty();

    webhooks.pass(Duration.ofMinutes(11));
    assertThat(webhooks.disk.held()).hasSize(1);
  }
}
