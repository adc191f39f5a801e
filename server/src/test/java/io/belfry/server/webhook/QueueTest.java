package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.Outboxes.Done;
import io.belfry.server.webhook.Outboxes.QueueState;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import io.belfry.server.webhook.post.Poster.Outcome;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What becomes of deliveries: their order, their attempts, their end. */
class QueueTest {
  private final ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").build());
  private final ManualPoster receiver = webhooks.receiver;

  private static List<UUID> ids(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::delivery).distinct().toList();
  }

  @Test
  @Tag("HOOK-052")
  void givenEventsOfAChannel_theNextWaitsUntilThePreviousArrived() {
    receiver.holding();
    webhooks.said("private-a", "1", null);
    webhooks.said("private-a", "2", null);
    webhooks.said("private-b", "3", null);
    webhooks.settle();
    assertThat(receiver.said()).containsExactly("client_event private-a", "client_event private-b");

    receiver.answerNext(Cause.SERVER_ERROR);
    webhooks.pass(Duration.ofMillis(500));
    assertThat(receiver.attempts).hasSize(2);
    webhooks.pass(Duration.ofMillis(800));
    assertThat(receiver.attempts).hasSize(3);
    receiver.pending.remove(0);
    receiver.answerNext(Cause.DELIVERED);
    webhooks.settle();

    assertThat(receiver.attempts).hasSize(4);
    assertThat(receiver.attempts.get(2).delivery()).isEqualTo(receiver.attempts.get(0).delivery());
    assertThat(ManualPoster.text(receiver.attempts.get(3))).contains("\"data\":\"2\"");
  }

  @Test
  @Tag("HOOK-053")
  void givenManyChannels_eightRequestsAreUnderWayAndAnotherEndpointIsNotDelayed() {
    ManualWebhooks two = ManualWebhooks.of(endpoint("a").build(), endpoint("b").build());
    two.receiver.holding();
    for (int i = 0; i < 20; i++) {
      two.occupied("room-" + i);
    }
    two.settle();
    assertThat(two.receiver.attempts)
        .extracting(attempt -> attempt.endpoint().url().getHost())
        .filteredOn("a.example"::equals)
        .hasSize(8);
    assertThat(two.receiver.attempts).hasSize(16);

    for (int i = 0; i < 200 && !two.receiver.pending.isEmpty(); i++) {
      int ofB = 0;
      while (ofB < two.receiver.pending.size()
          && !isTo(two.receiver.pending.get(ofB).attempt(), "b.example")) {
        ofB++;
      }
      if (ofB == two.receiver.pending.size()) {
        break;
      }
      two.receiver.pending.remove(ofB).answer(Outcome.of(Cause.DELIVERED));
      two.settle();
    }
    assertThat(two.receiver.attempts).filteredOn(one -> isTo(one, "b.example")).hasSize(20);
    assertThat(two.receiver.attempts).filteredOn(one -> isTo(one, "a.example")).hasSize(8);
  }

  private static boolean isTo(Attempt attempt, String host) {
    return host.equals(attempt.endpoint().url().getHost());
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      mode = Mode.EXCLUDE,
      names = {"DELIVERED", "GONE", "EXPIRED", "ENDPOINT_REMOVED"})
  @Tag("HOOK-061")
  @Tag("HOOK-062")
  @Tag("HOOK-064")
  @Tag("HOOK-005")
  void givenARequestInVain_itIsTriedAgainForFiveMinutes(Cause cause) throws IOException {
    List<Long> times = new ArrayList<>();
    receiver.answering(
        attempt -> {
          times.add(webhooks.clock.millis());
          return cause;
        });
    webhooks.occupied("room");
    webhooks.pass(Duration.ofMinutes(10));

    long pause = 1_000;
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1))
          .isBetween(pause * 8 / 10 - 1, pause * 12 / 10 + 1);
      pause = Math.min(60_000, pause * 2);
    }
    assertThat(times).hasSizeBetween(9, 12);
    assertThat(times.get(times.size() - 1) - times.get(0)).isBetween(180_000L, 300_000L);
    assertThat(ids(receiver.attempts)).hasSize(1);
    assertThat(receiver.attempts)
        .extracting(ManualPoster::text)
        .containsOnly(ManualPoster.text(receiver.attempts.get(0)));
    assertThat(receiver.attempts)
        .extracting(Attempt::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, times.size()).boxed().toList());
    assertThat(webhooks.disk.letters()).extracting(DeadLetter::cause).containsExactly(cause.word());
  }

  @Test
  @Tag("HOOK-062")
  void givenAReceiverThatIsGone_theDeliveryEnds() throws IOException {
    receiver.answering(Cause.GONE);
    webhooks.occupied("room");
    webhooks.pass(Duration.ofMinutes(10));

    assertThat(receiver.attempts).hasSize(1);
    assertThat(webhooks.disk.letters()).extracting(DeadLetter::cause).containsExactly("gone");
  }

  @Test
  @Tag("HOOK-063")
  void givenARetryAfter_nothingIsSentBefore() {
    receiver.holding();
    webhooks.occupied("room");
    webhooks.settle();
    receiver.answerNext(
        new Outcome(Cause.SERVER_ERROR, OptionalInt.of(503), Optional.of(Duration.ofSeconds(100))));
    webhooks.settle();
    receiver.answering(Cause.DELIVERED);
    webhooks.occupied("other");
    webhooks.pass(Duration.ofSeconds(99));
    assertThat(receiver.attempts).hasSize(1);

    webhooks.pass(Duration.ofSeconds(2));
    assertThat(receiver.attempts).hasSize(3);
  }

  @Test
  @Tag("HOOK-063")
  void givenARetryAfterAndASuccessOfAnotherRequest_nothingIsSentBeforeAllTheSame() {
    receiver.holding();
    webhooks.occupied("room");
    webhooks.occupied("other");
    webhooks.settle();
    receiver.answerNext(
        new Outcome(Cause.CLIENT_ERROR, OptionalInt.of(429), Optional.of(Duration.ofSeconds(60))));
    receiver.answerNext(Cause.DELIVERED);
    webhooks.settle();
    receiver.answering(Cause.DELIVERED);
    webhooks.occupied("third");
    webhooks.pass(Duration.ofSeconds(59));
    assertThat(receiver.attempts).hasSize(2);

    webhooks.pass(Duration.ofSeconds(2));
    assertThat(receiver.attempts).hasSize(4);
  }

  @Test
  @Tag("HOOK-063")
  void givenARetryAfterBeyondTheEnd_oneLastAttemptIsMadeBeforeIt() throws IOException {
    receiver.holding();
    webhooks.occupied("room");
    webhooks.settle();
    Outcome busy =
        new Outcome(Cause.CLIENT_ERROR, OptionalInt.of(429), Optional.of(Duration.ofHours(1)));
    receiver.answerNext(busy);
    webhooks.pass(Duration.ofSeconds(298));
    assertThat(receiver.attempts).hasSize(1);
    assertThat(webhooks.disk.letters()).isEmpty();
    webhooks.pass(Duration.ofSeconds(1));
    assertThat(receiver.attempts).hasSize(2);
    receiver.answerNext(busy);
    webhooks.settle();

    assertThat(webhooks.disk.letters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.cause()).isEqualTo("client_error");
              assertThat(letter.status()).contains(429);
            });
  }

  @Test
  @Tag("HOOK-065")
  void givenALongerWindow_laterAttemptsHaveANewTimeAndTheirOwnBeside() {
    ManualWebhooks patient =
        ManualWebhooks.of(
            endpoint("a").set(WebhookSettings.RETRY_WINDOW, Duration.ofHours(1)).build());
    patient.receiver.answering(Cause.CONNECT_FAILED);
    long start = patient.clock.millis();
    patient.occupied("room");
    patient.pass(Duration.ofMinutes(20));

    assertThat(patient.receiver.attempts)
        .hasSizeGreaterThan(15)
        .allSatisfy(
            attempt -> {
              if (ManualPoster.timeMs(attempt) == start) {
                assertThat(attempt.originalTimeMs()).isEmpty();
              } else {
                assertThat(ManualPoster.timeMs(attempt)).isGreaterThan(start + 300_000);
                assertThat(attempt.originalTimeMs()).hasValue(start);
              }
            });
    assertThat(patient.receiver.attempts)
        .extracting(attempt -> attempt.originalTimeMs().isPresent())
        .contains(true, false);
    assertThat(ids(patient.receiver.attempts)).hasSize(1);
  }

  @Test
  @Tag("HOOK-069")
  @Tag("HOOK-065")
  void givenADeadLetter_itCanBeReplayedUnderItsOldIdAndDropped() throws IOException {
    receiver.answering(Cause.GONE);
    long start = webhooks.clock.millis();
    webhooks.occupied("room");
    webhooks.occupied("other");
    webhooks.settle();
    List<DeadLetter> letters = webhooks.disk.letters();
    assertThat(letters).hasSize(2);
    assertThat(webhooks.queue("a").deadLetters()).isEqualTo(2);
    UUID first = letters.get(0).delivery().id();
    UUID second = letters.get(1).delivery().id();
    webhooks.pass(Duration.ofHours(2));
    receiver.clear();
    receiver.answering(Cause.DELIVERED);

    var replayed = webhooks.orders().replay(first);
    var again = webhooks.orders().replay(first);
    webhooks.settle();
    var dropped = webhooks.orders().drop(second);
    webhooks.settle();

    assertThat(ManualWebhooks.now(replayed)).isEqualTo(Done.DONE);
    assertThat(ManualWebhooks.now(again)).isEqualTo(Done.UNKNOWN);
    assertThat(ManualWebhooks.now(dropped)).isEqualTo(Done.DONE);
    assertThat(ManualWebhooks.now(webhooks.orders().drop(second))).isEqualTo(Done.UNKNOWN);
    assertThat(receiver.attempts).hasSize(1);
    Attempt attempt = receiver.attempts.get(0);
    assertThat(attempt.delivery()).isEqualTo(first);
    assertThat(attempt.number()).isEqualTo(2);
    assertThat(attempt.originalTimeMs()).hasValue(start);
    assertThat(ManualPoster.timeMs(attempt)).isGreaterThan(start + 7_000_000);
    assertThat(webhooks.disk.letters()).isEmpty();
    assertThat(webhooks.queue("a").deadLetters()).isZero();
    assertThat(webhooks.queue("a").events()).isZero();
  }

  @Test
  @Tag("HOOK-069")
  void givenAnEventThatIsRaisedBesideAReplay_bothAreSent() throws IOException {
    receiver.answering(Cause.GONE);
    webhooks.occupied("room");
    webhooks.settle();
    UUID letter = webhooks.disk.letters().get(0).delivery().id();
    receiver.clear();
    receiver.answering(Cause.DELIVERED);

    var replayed = webhooks.orders().replay(letter);
    webhooks.occupied("other");
    webhooks.settle();

    assertThat(ManualWebhooks.now(replayed)).isEqualTo(Done.DONE);
    assertThat(receiver.said())
        .containsExactlyInAnyOrder("channel_occupied room", "channel_occupied other");
    assertThat(webhooks.queue("a").events()).isZero();
  }

  @Test
  @Tag("HOOK-005")
  void givenABatchDuringWhichTheClockIsSetBack_itsTimeIsThatOfTheEarliestEvent() {
    ManualWebhooks batched =
        ManualWebhooks.of(endpoint("a").set(WebhookSettings.BATCH_ENABLED, true).build());
    batched.settle();
    batched.occupied("room");
    batched.setWallAhead(Duration.ofSeconds(-5));
    long earliest = batched.clock.millis() - 5_000;
    batched.occupied("other");
    batched.pass(Duration.ofSeconds(1));

    assertThat(batched.receiver.attempts)
        .singleElement()
        .satisfies(one -> assertThat(ManualPoster.timeMs(one)).isEqualTo(earliest));
  }

  @Test
  @Tag("HOOK-069")
  void givenADeliveryThatIsGivenUp_itIsCounted() {
    receiver.answering(Cause.TIMED_OUT);
    webhooks.occupied("room");
    webhooks.pass(Duration.ofMinutes(6));

    assertThat(webhooks.metric("belfry_webhook_dead_letters_total{"))
        .contains("app=\"1\"", "cause=\"timed_out\"", "endpoint=\"a.example-")
        .endsWith(" 1.0");
    assertThat(webhooks.metric("belfry_webhook_requests_total{"))
        .contains("outcome=\"timed_out\"")
        .doesNotContain("/hooks");
  }

  @Test
  @Tag("HOOK-073")
  void givenFiveMinutesOfFailure_oneRequestAtATimeIsTriedUntilOneSucceeds() throws IOException {
    receiver.answering(Cause.CONNECT_FAILED);
    for (int i = 0; i < 700; i++) {
      webhooks.occupied("room-" + i);
      webhooks.pass(Duration.ofSeconds(1));
    }
    assertThat(webhooks.queue("a").state()).isEqualTo(QueueState.PROBED);
    receiver.clear();
    receiver.holding();
    webhooks.pass(Duration.ofSeconds(60));
    assertThat(receiver.attempts).hasSize(1);
    receiver.answerNext(Cause.CONNECT_FAILED);
    webhooks.pass(Duration.ofSeconds(60));
    assertThat(receiver.attempts).hasSize(2);

    receiver.answering(Cause.DELIVERED);
    receiver.answerNext(Cause.DELIVERED);
    webhooks.settle();
    assertThat(webhooks.queue("a").state()).isEqualTo(QueueState.WELL);
    webhooks.pass(Duration.ofMinutes(2));
    assertThat(webhooks.queue("a").events()).isZero();
    assertThat(receiver.attempts.size() + webhooks.disk.letters().size())
        .isGreaterThanOrEqualTo(700);
  }

  @Test
  @Tag("HOOK-003")
  void givenANewKey_theOldestActiveOneSignsWhenTheRequestIsSent() {
    WebhookEndpoint endpoint = endpoint("a").build();
    receiver.answering(Cause.SERVER_ERROR);
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.replaceApps(
        App.builder("1")
            .inactiveKey("key-1", "a secret of 1")
            .key("key-2", "another secret")
            .key("key-3", "a third secret")
            .webhook(endpoint)
            .build());
    webhooks.pass(Duration.ofSeconds(2));

    assertThat(receiver.attempts)
        .extracting(attempt -> attempt.key().key())
        .startsWith("key-1", "key-2");
  }

  @Test
  @Tag("HOOK-058")
  void givenTwoEndpointsOfOneUrl_eachGetsItsOwnRequests() {
    ManualWebhooks twins = ManualWebhooks.of(endpoint("a").build(), endpoint("a").build());
    twins.occupied("room");
    twins.settle();

    assertThat(twins.receiver.said()).hasSize(2);
    assertThat(ids(twins.receiver.attempts)).hasSize(2);
    assertThat(twins.receiver.attempts)
        .extracting(one -> one.endpoint().id())
        .doesNotHaveDuplicates();
  }

  @Test
  void givenAnEndpointThatIsTakenOut_whatWaitsIsADeadLetter() throws IOException {
    receiver.answering(Cause.SERVER_ERROR);
    for (int i = 0; i < 3_000; i++) {
      webhooks.occupied("room-" + i);
    }
    webhooks.settle();
    webhooks.replaceApps(ManualWebhooks.app("1", endpoint("b").build()));
    webhooks.pass(Duration.ofSeconds(20));

    assertThat(webhooks.disk.letters())
        .hasSize(3_000)
        .extracting(DeadLetter::cause)
        .containsOnly("endpoint_removed");
    UUID one = webhooks.disk.letters().get(0).delivery().id();
    assertThat(ManualWebhooks.now(webhooks.orders().replay(one))).isEqualTo(Done.NO_ENDPOINT);

    webhooks.replaceApps(ManualWebhooks.app("1", endpoint("a").build()));
    receiver.answering(Cause.DELIVERED);
    webhooks.settle();
    webhooks.orders().replay(one);
    webhooks.settle();
    assertThat(receiver.attempts.get(receiver.attempts.size() - 1).delivery()).isEqualTo(one);
  }

  @Test
  @Tag("HOOK-069")
  void givenAnEndpointThatComesBackWhileTheDiskIsFull_itsDeadLetterIsStillItsOwn()
      throws IOException {
    WebhookEndpoint batched = endpoint("a").set(WebhookSettings.BATCH_ENABLED, true).build();
    ManualWebhooks full = ManualWebhooks.of(batched);
    full.settle();
    full.disk.isFull = true;
    full.occupied("room");
    full.pass(Duration.ofMillis(20));
    full.replaceApps(ManualWebhooks.app("1", endpoint("b").build()));
    full.settle();
    full.replaceApps(ManualWebhooks.app("1", batched));
    full.settle();
    full.disk.isFull = false;
    full.pass(Duration.ofSeconds(2));

    assertThat(full.disk.letters())
        .extracting(DeadLetter::cause)
        .containsExactly("endpoint_removed");
    assertThat(full.queue("a").deadLetters()).isEqualTo(1);
  }

  @Test
  void givenOtherSettingsAndTheSameUrl_theQueueStays() {
    receiver.answering(Cause.SERVER_ERROR);
    webhooks.occupied("room");
    webhooks.settle();
    webhooks.replaceApps(
        ManualWebhooks.app("1", endpoint("a").header("Authorization", "x").build()));
    receiver.answering(Cause.DELIVERED);
    webhooks.pass(Duration.ofSeconds(2));

    assertThat(ids(receiver.attempts)).hasSize(1);
    assertThat(receiver.attempts.get(1).endpoint().headers()).hasSize(1);
  }

  @Test
  void givenATest_aSignedRequestIsSentOnceOutsideOfTheQueue() throws IOException {
    receiver.answering(Cause.CLIENT_ERROR);
    webhooks.settle();
    String id = endpoint("a").build().id();

    assertThat(ManualWebhooks.now(webhooks.orders().test("1", id)).orElseThrow().outcome())
        .isEqualTo("client_error");
    assertThat(ManualWebhooks.now(webhooks.orders().test("1", "nobody"))).isEmpty();
    webhooks.pass(Duration.ofMinutes(1));
    assertThat(receiver.attempts).hasSize(1);
    assertThat(ManualPoster.text(receiver.attempts.get(0)))
        .endsWith("\"events\":[{\"name\":\"belfry_test\"}]}");
  }
}
