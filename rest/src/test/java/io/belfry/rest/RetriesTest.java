package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.belfry.rest.RecordingServer.Answer;
import io.belfry.rest.RecordingServer.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("HTTP-161")
class RetriesTest {
  private static final Answer DONE = new Answer(200, "{}");
  private static final Answer BROKEN = refusal(500, "internal_error");
  private static final Event EVENT = Event.of("orders", "created", "1");

  private static Answer refusal(int status, String reason) {
    return new Answer(status, "{\"error\":\"No.\",\"reason\":\"" + reason + "\"}");
  }

  private static Pusher patient(RecordingServer server) {
    return new Pusher(server.options().withRetries(3));
  }

  @ParameterizedTest
  @CsvSource({
    "429, rate_limited",
    "503, overloaded",
    "503, shutting_down",
    "503, cluster_unavailable"
  })
  void givenThatNothingWasDone_anEventWithoutAKeyIsSentAgain(int status, String reason) {
    try (RecordingServer server = RecordingServer.answering(refusal(status, reason), DONE)) {
      patient(server).trigger(EVENT);

      Received first = server.next();
      Received second = server.next();
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(second.isSigned()).isTrue();
      assertThat(server.left()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"500, internal_error", "503, timed_out", "503, ''", "502, ''", "504, ''"})
  void givenThatItMayHaveBeenDone_anEventIsSentAgainOnlyUnderAKey(int status, String reason) {
    Answer uncertain = refusal(status, reason);
    try (RecordingServer server = RecordingServer.answering(uncertain, DONE)) {
      ApiException failure =
          catchThrowableOfType(ApiException.class, () -> patient(server).trigger(EVENT));

      assertThat(failure.status()).isEqualTo(status);
      assertThat(server.left()).hasSize(1);
    }
    try (RecordingServer server = RecordingServer.answering(uncertain, uncertain, DONE)) {
      patient(server).trigger(EVENT.withIdempotencyKey("k1"));

      assertThat(server.left())
          .hasSize(3)
          .allSatisfy(each -> assertThat(each.headers()).containsEntry("X-Idempotency-Key", "k1"));
    }
  }

  @Test
  void givenALostAnswer_anEventIsSentAgainOnlyUnderAKey() {
    try (RecordingServer server = RecordingServer.answering(RecordingServer.NONE, DONE)) {
      assertThatThrownBy(() -> patient(server).trigger(EVENT)).isInstanceOf(ApiException.class);
      assertThat(server.left()).hasSize(1);
    }
    try (RecordingServer server = RecordingServer.answering(RecordingServer.NONE, DONE)) {
      new Pusher(server.options().withRetries(1).withIdempotencyKeys()).trigger(EVENT);

      List<Received> both = server.left();
      assertThat(both).hasSize(2);
      assertThat(both.get(0).headers().get("X-Idempotency-Key"))
          .hasSize(36)
          .isEqualTo(both.get(1).headers().get("X-Idempotency-Key"));
    }
  }

  @Test
  void givenABatchAndKeysOfTheLibrary_itHasOneAndEachBatchAnother() {
    try (RecordingServer server = RecordingServer.answering(DONE)) {
      Pusher pusher = new Pusher(server.options().withIdempotencyKeys());
      pusher.triggerBatch(List.of(EVENT));
      pusher.triggerBatch(List.of(EVENT));
      pusher.triggerBatchAsync(List.of(EVENT), "mine").toCompletableFuture().join();

      List<String> keys =
          server.left().stream().map(each -> each.headers().get("X-Idempotency-Key")).toList();
      assertThat(keys).doesNotContainNull().doesNotHaveDuplicates().endsWith("mine");
    }
  }

  @Test
  void givenAnAttemptThatIsStillUnderWay_itsOutcomeIsAskedForAgain() {
    Answer underWay = refusal(409, "idempotency_in_progress");
    try (RecordingServer server = RecordingServer.answering(RecordingServer.NONE, underWay, DONE)) {
      patient(server).trigger(EVENT.withIdempotencyKey("k1"));

      assertThat(server.left()).hasSize(3);
    }
    try (RecordingServer server = RecordingServer.answering(underWay, DONE)) {
      // Somebody else's: this call was never made before.
      assertThatThrownBy(() -> patient(server).trigger(EVENT.withIdempotencyKey("k1")))
          .hasMessageContaining("409");
    }
  }

  @Test
  void givenAQuestionOrATermination_itIsRepeatedAfterAnyFailureThatMayPass() {
    try (RecordingServer server =
        RecordingServer.answering(RecordingServer.NONE, BROKEN, new Answer(200, "{}"))) {
      patient(server).get("/channels");
      assertThat(server.left()).hasSize(3);
    }
    try (RecordingServer server = RecordingServer.answering(BROKEN, BROKEN, DONE)) {
      patient(server).terminateUserConnections("ada");
      assertThat(server.left()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413})
  void givenARefusal_itIsNotRepeated(int status) {
    try (RecordingServer server = RecordingServer.answering(refusal(status, "some_reason"))) {
      assertThatThrownBy(() -> patient(server).get("/channels")).isInstanceOf(ApiException.class);
      assertThat(server.left()).hasSize(1);
    }
  }

  @Test
  void givenThatNothingHelps_theLastFailureIsThrownAfterAsManyRetries() {
    try (RecordingServer server = RecordingServer.answering(refusal(429, "rate_limited"))) {
      assertThatThrownBy(() -> patient(server).trigger(EVENT)).hasMessageContaining("429");
      assertThat(server.left()).hasSize(4);
    }
  }

  @Test
  void givenAWaitThatTheServerAsksFor_aLongOneEndsTheCall() {
    String body = "{\"error\":\"Slow down.\",\"reason\":\"rate_limited\"}";
    try (RecordingServer server =
        RecordingServer.answering(new Answer(429, body, Map.of("Retry-After", "31")), DONE)) {
      assertThatThrownBy(() -> patient(server).trigger(EVENT)).hasMessageContaining("429");
      assertThat(server.left()).hasSize(1);
    }
    try (RecordingServer server =
        RecordingServer.answering(new Answer(429, body, Map.of("Retry-After", "0")), DONE)) {
      patient(server).trigger(EVENT);
      assertThat(server.left()).hasSize(2);
    }
  }

  @Test
  void givenAServerThatIsNotThereYet_theEventWaitsForIt() {
    int port;
    RestOptions options;
    try (RecordingServer gone = RecordingServer.answering(DONE)) {
      port = gone.port();
      options = gone.options().withRetries(10);
    }
    Pusher pusher = new Pusher(options);
    CompletionStage<TriggerResult> sent = pusher.triggerAsync(EVENT);
    try (RecordingServer server = RecordingServer.at(port, DONE)) {
      sent.toCompletableFuture().join();
      assertThat(server.left()).hasSize(1);
    }
  }

  @Test
  void givenThatItIsClosed_whatWaitsToBeRepeatedFailsAtOnce() {
    Answer later = new Answer(429, "{\"reason\":\"rate_limited\"}", Map.of("Retry-After", "30"));
    try (RecordingServer server = RecordingServer.answering(later)) {
      Pusher pusher = patient(server);
      CompletionStage<TriggerResult> sent = pusher.triggerAsync(EVENT);
      server.next();
      pusher.close();
      assertThatThrownBy(() -> sent.toCompletableFuture().join()).hasMessageContaining("429");
    }
  }

  @Test
  void givenACallerThatGivesUp_nothingIsRepeatedAndCloseDoesNotWait() {
    Answer later = new Answer(429, "{\"reason\":\"rate_limited\"}", Map.of("Retry-After", "30"));
    try (RecordingServer server = RecordingServer.answering(later)) {
      Pusher pusher = patient(server);
      CompletableFuture<TriggerResult> sent = pusher.triggerAsync(EVENT).toCompletableFuture();
      server.next();
      sent.cancel(true);
      pusher.close();
      assertThat(server.left()).isEmpty();
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAProxy_requestsGoThroughIt() {
    try (RecordingServer proxy = RecordingServer.answering(DONE)) {
      RestOptions options =
          RestOptions.of("http://push.example.com", "7", "app-key", RecordingServer.SECRET)
              .withProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
      new Pusher(options).trigger(EVENT);

      assertThat(proxy.next().rawTarget()).startsWith("http://push.example.com/apps/7/events?");
    }
  }

  @Test
  void givenANumberOutsideTheRange_itIsRefusedInWords() {
    for (int number : new int[] {-1, 11}) {
      assertThatThrownBy(
              () ->
                  RestOptions.of("http://a", "7", "app-key", RecordingServer.SECRET)
                      .withRetries(number))
          .hasMessage("The number of retries is " + number + ". Expected from 0 to 10.");
    }
  }
}
