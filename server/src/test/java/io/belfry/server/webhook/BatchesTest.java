package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.app;
import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.Decision;
import io.belfry.server.webhook.post.Poster.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which events share a request. */
class BatchesTest {
  private final ManualWebhooks batched = ManualWebhooks.of(batching("a").build());

  private static WebhookEndpoint.Builder batching(String host) {
    return endpoint(host).set(WebhookSettings.BATCH_ENABLED, true);
  }

  @Test
  @Tag("HOOK-050")
  void givenNoBatches_eachRequestHasOneEvent() {
    ManualWebhooks single = ManualWebhooks.of(endpoint("a").build());
    single.occupied("a");
    single.occupied("b");
    single.settle();

    assertThat(single.receiver.attempts)
        .hasSize(2)
        .allSatisfy(attempt -> assertThat(ManualPoster.said(attempt)).hasSize(1));
  }

  @Test
  @Tag("HOOK-051")
  @Tag("HOOK-005")
  void givenBatches_eventsOfFiftyMillisecondsShareARequestWithTheTimeOfTheFirst() {
    long start = batched.clock.millis();
    batched.occupied("a");
    batched.pass(Duration.ofMillis(40));
    batched.occupied("b");
    assertThat(batched.receiver.attempts).isEmpty();
    batched.pass(Duration.ofMillis(30));
    batched.occupied("c");
    batched.pass(Duration.ofMillis(80));

    assertThat(batched.receiver.attempts).hasSize(2);
    assertThat(ManualPoster.said(batched.receiver.attempts.get(0)))
        .containsExactly("channel_occupied a", "channel_occupied b");
    assertThat(ManualPoster.timeMs(batched.receiver.attempts.get(0))).isEqualTo(start);
  }

  @Test
  @Tag("HOOK-051")
  void givenMoreEventsThanABatchMayHave_theRequestIsSentWithoutWaiting() {
    for (int i = 0; i < 250; i++) {
      batched.occupied("room-" + i);
    }
    batched.settle();
    assertThat(batched.receiver.attempts).hasSize(2);
    batched.pass(Duration.ofMillis(60));

    assertThat(batched.receiver.attempts)
        .extracting(attempt -> ManualPoster.said(attempt).size())
        .containsExactly(100, 100, 50);
  }

  @Test
  @Tag("HOOK-049")
  void givenSeveralApps_noBatchMixesThem() {
    ManualWebhooks two =
        new ManualWebhooks(app("1", batching("a").build()), app("2", batching("a").build()));
    for (int i = 0; i < 10; i++) {
      two.occupied("one-" + i);
      two.decided(new Decision.Occupied("2", ManualWebhooks.channel("two-" + i)));
    }
    two.pass(Duration.ofMillis(100));

    assertThat(two.receiver.attempts).hasSize(2);
    assertThat(two.receiver.attempts)
        .allSatisfy(
            attempt ->
                assertThat(ManualPoster.said(attempt))
                    .hasSize(10)
                    .allMatch(
                        said ->
                            said.contains(attempt.key().key().equals("key-1") ? "one-" : "two-")));
  }

  @Test
  @Tag("HOOK-054")
  void givenEncryptedChannels_theirEventsAreAlone() {
    batched.occupied("a");
    batched.occupied("private-encrypted-b");
    batched.occupied("c");
    batched.occupied("private-encrypted-cache-d");
    batched.occupied("e");
    batched.pass(Duration.ofMillis(100));

    assertThat(batched.receiver.attempts)
        .filteredOn(attempt -> ManualPoster.text(attempt).contains("encrypted"))
        .hasSize(2)
        .allSatisfy(attempt -> assertThat(ManualPoster.said(attempt)).hasSize(1));
    assertThat(batched.receiver.said()).hasSize(5);
  }

  @Test
  @Tag("HOOK-059")
  void givenLargeEvents_noBodyIsLargerThanAllowed() {
    long most = 20_000;
    ManualWebhooks small =
        ManualWebhooks.of(batching("a").set(WebhookSettings.MAX_BODY_BYTES, most).build());
    for (int i = 0; i < 30; i++) {
      small.said("private-" + i, "x".repeat(3_000), null);
    }
    small.said("private-large", "y".repeat(30_000), null);
    small.pass(Duration.ofMillis(100));

    assertThat(small.receiver.attempts)
        .hasSizeGreaterThan(4)
        .allSatisfy(attempt -> assertThat(attempt.body().length).isLessThanOrEqualTo((int) most));
    assertThat(small.receiver.said()).hasSize(30);
    assertThat(small.metric("belfry_webhook_dropped_events_total{"))
        .contains("bound=\"too_large\"")
        .endsWith(" 1.0");
  }

  @Test
  @Tag("HOOK-006")
  @Tag("HOOK-055")
  void givenAFilter_theBatchHoldsOnlyWhatPasses() {
    ManualWebhooks filtered =
        ManualWebhooks.of(
            batching("a").types(Type.CHANNEL_OCCUPIED).build(), batching("b").build());
    filtered.occupied("a");
    filtered.counted("a", 1);
    filtered.occupied("b");
    filtered.pass(Duration.ofMillis(100));

    assertThat(filtered.receiver.attempts)
        .extracting(ManualPoster::said)
        .containsExactlyInAnyOrder(
            java.util.List.of("channel_occupied a", "channel_occupied b"),
            java.util.List.of(
                "channel_occupied a", "subscription_count a 1", "channel_occupied b"));
  }

  @Test
  @Tag("HOOK-052")
  void givenBatchesThatShareAChannel_theyGoOneAfterTheOther() {
    batched.receiver.holding();
    for (int i = 0; i < 100; i++) {
      batched.said("private-" + i, "1", null);
    }
    batched.said("private-7", "2", null);
    batched.said("private-other", "1", null);
    batched.pass(Duration.ofMillis(100));
    assertThat(batched.receiver.attempts).hasSize(1);

    batched.receiver.answerNext(Cause.DELIVERED);
    batched.settle();
    assertThat(batched.receiver.attempts).hasSize(2);
  }
}
