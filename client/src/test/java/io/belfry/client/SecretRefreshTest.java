package io.belfry.client;

import static io.belfry.client.EncryptedScene.CHANNEL;
import static io.belfry.client.EncryptedScene.NEW;
import static io.belfry.client.EncryptedScene.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("CL-017")
class SecretRefreshTest {
  private static final String OTHER_SECRET =
      "dropped e: The secret that the auth endpoint gives does not open it.";
  private static final String NO_SECRET =
      "dropped e: The secret does not open it, and the auth endpoint gave no new one.";

  @Test
  void givenANewSecretAtTheEndpoint_oneQuestionAndTheEventArrives() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(NEW);
      assertThat(scene.recorder().next()).isEqualTo("event e 1");
      side.send(EncryptedScene.sealed("2", NEW));

      assertThat(scene.recorder().next()).isEqualTo("event e 2");
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @Test
  void givenTheSameSecretAtTheEndpoint_oneQuestionAndTheEventIsDropped() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(OLD);

      assertThat(scene.recorder().next()).isEqualTo(OTHER_SECRET);
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"auth\":\"k:s\"}", "{\"auth\":\"k:s\",\"shared_secret\":\"AAAA\"}", "no"})
  void givenAnAnswerWithoutSecret_theOldOneStays(String answer) {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      CompletableFuture<String> call = scene.nextCall();
      side.send(EncryptedScene.sealed("2", OLD));
      scene.settle(side);
      call.complete(answer);

      assertThat(scene.recorder().next()).isEqualTo(NO_SECRET);
      assertThat(scene.recorder().next()).isEqualTo("event e 2");
    }
  }

  @Test
  void givenAnEndpointThatRefuses_theEventIsDropped() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.nextCall().completeExceptionally(new AuthorizationFailureException("no", 403));

      assertThat(scene.recorder().next()).isEqualTo(NO_SECRET);
    }
  }

  @Test
  void givenAnEndpointThatNeverAnswers_theEventIsDroppedInTime() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.nextCall();
      scene.scene().time().advance(Duration.ofSeconds(10));

      assertThat(scene.recorder().next()).isEqualTo(NO_SECRET);
    }
  }

  @Test
  void givenEventsDuringAQuestion_theyWaitAndKeepTheirOrder() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      CompletableFuture<String> call = scene.nextCall();
      side.send(EncryptedScene.sealed("2", NEW));
      side.send(Scene.event("e", CHANNEL, "{}"));
      side.send(EncryptedScene.sealed("3", NEW));
      scene.settle(side);
      scene.recorder().note("answered");
      call.complete(EncryptedScene.answerWith(NEW));

      assertThat(scene.recorder().next()).isEqualTo("answered");
      assertThat(scene.recorder().next()).isEqualTo("event e 1");
      assertThat(scene.recorder().next()).isEqualTo("event e 2");
      assertThat(scene.recorder().next()).startsWith("dropped e: Its data");
      assertThat(scene.recorder().next()).isEqualTo("event e 3");
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @Test
  void givenAnEventBehindTheQuestion_itsOwnQuestionComesASecondAfterTheLast() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(OLD);
      assertThat(scene.recorder().next()).isEqualTo(OTHER_SECRET);
      scene.scene().time().advance(Duration.ofMillis(400));
      side.send(EncryptedScene.sealed("2", NEW));
      side.send(EncryptedScene.sealed("3", NEW));
      scene.settle(side);
      assertThat(scene.scene().time().untilNext()).hasValue(Duration.ofMillis(600));
      scene.scene().time().advance(Duration.ofMillis(600));
      scene.answer(NEW);

      assertThat(scene.recorder().next()).isEqualTo("event e 2");
      assertThat(scene.recorder().next()).isEqualTo("event e 3");
    }
  }

  @Test
  void givenManyEventsThatNoAnswerOpens_oneQuestionDropsAllThatWaitedForIt() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(OLD);
      assertThat(scene.recorder().next()).isEqualTo(OTHER_SECRET);
      IntStream.range(0, 5).forEach(n -> side.send(EncryptedScene.sealed("" + n, NEW)));
      scene.settle(side);
      scene.scene().time().advance(Duration.ofSeconds(1));
      scene.answer(OLD);

      for (int n = 0; n < 5; n++) {
        assertThat(scene.recorder().next()).isEqualTo(OTHER_SECRET);
      }
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @Test
  void givenMoreEventsThanMayWait_theFurtherOnesAreDropped() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("0", NEW));
      CompletableFuture<String> call = scene.nextCall();
      IntStream.range(1, 258).forEach(n -> side.send(EncryptedScene.sealed("" + n, NEW)));

      assertThat(scene.recorder().next())
          .isEqualTo("dropped e: Too many events wait for a new secret.");
      assertThat(scene.recorder().next())
          .isEqualTo("dropped e: Too many events wait for a new secret.");
      call.complete(EncryptedScene.answerWith(NEW));
      for (int n = 0; n < 256; n++) {
        assertThat(scene.recorder().next()).isEqualTo("event e " + n);
      }
    }
  }

  @Test
  void givenMoreTextThanMayWait_theFurtherEventIsDropped() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("0", NEW));
      CompletableFuture<String> call = scene.nextCall();
      String big = "x".repeat(4 << 20);
      side.send(EncryptedScene.sealed(big, NEW));
      side.send(EncryptedScene.sealed(big, NEW));

      assertThat(scene.recorder().next())
          .isEqualTo("dropped e: Too many events wait for a new secret.");
      call.complete(EncryptedScene.answerWith(NEW));
      assertThat(scene.recorder().next()).isEqualTo("event e 0");
      assertThat(scene.recorder().next()).isEqualTo("event e " + big);
    }
  }

  @Test
  void givenTheChannelGivenUp_theAnswerIsNotHeard() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      CompletableFuture<String> call = scene.nextCall();
      scene.pusher().unsubscribe(CHANNEL);
      assertThat(side.next()).contains("pusher:unsubscribe");
      call.complete(EncryptedScene.answerWith(NEW));
      scene.pusher().subscribePrivateEncrypted(CHANNEL, scene.recorder(), "e");
      scene.accept(side, NEW);
      side.send(EncryptedScene.sealed("2", NEW));

      assertThat(scene.recorder().next()).isEqualTo("event e 2");
    }
  }

  @Test
  void givenTheChannelGivenUpBeforeItsQuestion_nobodyIsAsked() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(OLD);
      scene.recorder().await(OTHER_SECRET);
      side.send(EncryptedScene.sealed("2", NEW));
      assertThat(scene.isAsking(side)).isTrue();
      scene.pusher().unsubscribe(CHANNEL);
      assertThat(side.next()).contains("pusher:unsubscribe");

      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @Test
  void givenADisconnectDuringAQuestion_theEventsThatWaitAreForgotten() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed("1", NEW));
      CompletableFuture<String> call = scene.nextCall();
      side.leave();
      ServerSide second = scene.scene().reconnect("2.2");
      call.complete(EncryptedScene.answerWith(NEW));
      scene.accept(second, NEW);
      second.send(EncryptedScene.sealed("2", NEW));

      assertThat(scene.recorder().next()).isEqualTo("event e 2");
    }
  }

  @Test
  void givenAListenerBoundToTheEvent_itHearsOfTheFailureOnce() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      Recorder bound = new Recorder();
      Recorder plain = new Recorder();
      PrivateEncryptedChannelEventListener hearer =
          new PrivateEncryptedChannelEventListener() {
            @Override
            public void onEvent(PusherEvent event) {
              bound.onEvent(event);
            }

            @Override
            public void onDecryptionFailure(String event, String reason) {
              bound.onDecryptionFailure(event, reason);
            }
          };
      scene.pusher().subscribe(CHANNEL).bind("e", hearer);
      scene.pusher().subscribe(CHANNEL).bindGlobal(hearer);
      scene.pusher().subscribe(CHANNEL).bind("e", e -> plain.onEvent(e));
      side.send(EncryptedScene.sealed("1", NEW));
      scene.answer(OLD);
      scene.recorder().await(OTHER_SECRET);
      side.send(EncryptedScene.sealed("2", OLD));

      assertThat(plain.next()).isEqualTo("event e 2");
      // What came before is the subscription, if the listener was bound early enough to hear of it.
      assertThat(bound.await(OTHER_SECRET)).doesNotContain("event e 2");
      assertThat(bound.next()).isEqualTo("event e 2");
    }
  }
}
