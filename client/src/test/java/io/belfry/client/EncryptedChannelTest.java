package io.belfry.client;

import static io.belfry.client.EncryptedScene.CHANNEL;
import static io.belfry.client.EncryptedScene.NEW;
import static io.belfry.client.EncryptedScene.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.channel.PrivateEncryptedChannel;
import io.belfry.protocol.crypto.SharedSecret;
import io.belfry.testkit.ServerSide;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonFactory;

@Tag("CL-017")
class EncryptedChannelTest {
  @ParameterizedTest
  @MethodSource("io.belfry.client.EncryptionVector#all")
  void givenAVector_itsPlaintextArrives(EncryptionVector vector) {
    String channel = vector.channel();
    try (Scene scene =
        Scene.open(o -> o.setChannelAuthorizer((name, socketId) -> vector.answer()))) {
      PrivateEncryptedChannel wanted =
          scene.pusher().subscribePrivateEncrypted(channel, scene.recorder(), "e");
      ServerSide side = scene.connect("5.6");
      assertThat(side.next())
          .isEqualTo(
              "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
                  + vector.auth()
                  + "\",\"channel\":\""
                  + channel
                  + "\"}}");
      side.send(Scene.succeeded(channel));
      side.send(Scene.event("e", channel, vector.data()));

      scene.recorder().await("event e " + vector.plaintext());
      assertThat(wanted.isSubscribed()).isTrue();
      assertThat(scene.pusher().getPrivateEncryptedChannel(channel)).isSameAs(wanted);
    }
  }

  @Test
  void givenAListenerOfAllChannels_itGetsThePlaintext() {
    try (EncryptedScene scene = new EncryptedScene()) {
      Recorder all = new Recorder();
      scene.pusher().bind("e", all);
      scene.subscribed(OLD).send(EncryptedScene.sealed("{\"n\":1}", OLD));

      assertThat(all.next()).isEqualTo("event e {\"n\":1}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auth\":\"k:s\"}",
        "{\"auth\":\"k:s\",\"shared_secret\":null}",
        "{\"auth\":\"k:s\",\"shared_secret\":7}",
        "{\"auth\":\"k:s\",\"shared_secret\":\"\"}",
        "{\"auth\":\"k:s\",\"shared_secret\":\"no base64!\"}",
        "{\"auth\":\"k:s\",\"shared_secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\"}"
      })
  void givenAnAnswerWithoutSecret_itIsRefusedAndNothingIsSent(String answer) {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.connect();
      scene.nextCall().complete(answer);

      assertThat(scene.recorder().next()).isEqualTo("refused AuthorizationFailureException");
      assertThat(scene.recorder().lastFailure()).hasMessageContaining("shared_secret");
      scene.settle(side);
    }
  }

  @Test
  void givenFramesOfTheProtocol_theyAreNotDeciphered() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.connect();
      Recorder all = new Recorder();
      scene.pusher().subscribe(CHANNEL).bindGlobal(all);
      scene.accept(side, OLD);
      all.await("event pusher:subscription_succeeded {}");
      side.send(Scene.event("pusher:cache_miss", CHANNEL, "{\"plain\":1}"));
      side.send(
          Scene.event("pusher_internal:subscription_count", CHANNEL, "{\"subscription_count\":1}"));
      side.send(Scene.event("pusher_internal:odd", CHANNEL, "{}"));
      side.send(EncryptedScene.sealed("last", OLD));

      assertThat(all.await("event e last"))
          .containsExactly(
              "event pusher:cache_miss {\"plain\":1}",
              "event pusher:subscription_count {\"subscription_count\":1}");
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  static Stream<String> dataThatNoSecretOpens() {
    return Stream.of(
        "{}",
        "plain text",
        "{\"nonce\":7,\"ciphertext\":{}}",
        "{\"nonce\":\"AAAA\"}",
        "{\"nonce\":\"!\",\"ciphertext\":\"!\"}",
        EncryptedScene.data(new byte[23], new byte[16]),
        EncryptedScene.data(new byte[25], new byte[16]),
        EncryptedScene.data(new byte[24], new byte[15]));
  }

  @ParameterizedTest
  @MethodSource("dataThatNoSecretOpens")
  void givenDataThatNoSecretOpens_itIsDroppedAndNobodyIsAsked(String data) {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(Scene.event("e", CHANNEL, data));
      side.send(EncryptedScene.sealed("next", OLD));

      assertThat(scene.recorder().next()).startsWith("dropped e: Its data is not encrypted.");
      assertThat(scene.recorder().next()).isEqualTo("event e next");
      assertThat(scene.isAsking(side)).isFalse();
    }
  }

  @Test
  void givenAnEmptyPlaintext_itArrives() {
    try (EncryptedScene scene = new EncryptedScene()) {
      scene.subscribed(OLD).send(EncryptedScene.sealed("", OLD));

      assertThat(scene.recorder().next()).isEqualTo("event e ");
    }
  }

  @Test
  void givenAReconnect_theOldSecretIsForgottenAtOnce() {
    try (EncryptedScene scene = new EncryptedScene()) {
      scene.subscribed(OLD).leave();
      ServerSide second = scene.scene().reconnect("2.2");
      second.send(EncryptedScene.sealed("too early", OLD));
      scene.settle(second);
      scene.accept(second, NEW);
      second.send(EncryptedScene.sealed("in time", NEW));

      assertThat(scene.recorder().next()).isEqualTo("event e in time");
    }
  }

  @Test
  void givenARefusalByTheServer_theSecretIsForgotten() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.connect();
      scene.answer(OLD);
      side.next();
      side.send(
          "{\"event\":\"pusher:subscription_error\",\"channel\":\""
              + CHANNEL
              + "\",\"data\":{\"type\":\"AuthError\",\"error\":\"no\",\"status\":401}}");
      side.send(EncryptedScene.sealed("refused", OLD));
      scene.settle(side);
      scene.recorder().note("end");

      assertThat(scene.recorder().await("end"))
          .containsExactly("refused AuthorizationFailureException");
    }
  }

  // The first wish is given up before the server answers it; the second one has no secret yet.
  @Test
  void givenAChannelWantedAgainBeforeTheAnswer_itGetsASecretAndOneSubscription() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.connect();
      scene.answer(OLD);
      side.next();
      scene.pusher().unsubscribe(CHANNEL);
      scene.pusher().subscribePrivateEncrypted(CHANNEL, scene.recorder(), "e");
      scene.answerUntilTaken(side, NEW);
      side.send(Scene.succeeded(CHANNEL));
      side.send(EncryptedScene.sealed("again", NEW));

      assertThat(scene.recorder().await("event e again")).containsExactly("subscribed " + CHANNEL);
    }
  }

  @Test
  void givenTheAnswerToAWishGivenUpComesFirst_theChannelIsSubscribedAnew() {
    try (EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.connect();
      scene.answer(OLD);
      side.next();
      scene.pusher().unsubscribe(CHANNEL);
      scene.pusher().subscribePrivateEncrypted(CHANNEL, scene.recorder(), "e");
      CompletableFuture<String> call = scene.nextCall();
      side.send(Scene.succeeded(CHANNEL));
      assertThat(side.next()).contains("pusher:unsubscribe");
      call.complete(EncryptedScene.answerWith(NEW));
      assertThat(side.next()).contains("pusher:subscribe");
      side.send(Scene.succeeded(CHANNEL));
      side.send(EncryptedScene.sealed("again", NEW));

      assertThat(scene.recorder().await("event e again")).containsExactly("subscribed " + CHANNEL);
    }
  }

  @Test
  void givenNoBouncyCastle_subscribingSaysSo() throws Exception {
    try (URLClassLoader without = withoutBouncyCastle()) {
      Class<?> type = without.loadClass(Pusher.class.getName());
      Class<?> optionsType = without.loadClass(PusherOptions.class.getName());
      Object options = optionsType.getConstructor().newInstance();
      optionsType.getMethod("setHost", String.class).invoke(options, "127.0.0.1");
      Object pusher = type.getConstructor(String.class, optionsType).newInstance("key", options);
      type.getMethod("subscribe", String.class).invoke(pusher, "private-a");
      assertThatThrownBy(
              () ->
                  type.getMethod("subscribePrivateEncrypted", String.class).invoke(pusher, CHANNEL))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("org.bouncycastle:bcprov-jdk18on")
          .extracting(failure -> failure.getClass().getName())
          .isEqualTo(EncryptionUnavailableException.class.getName());
      assertThat(type.getMethod("getChannel", String.class).invoke(pusher, CHANNEL)).isNull();
    }
  }

  private static URLClassLoader withoutBouncyCastle() {
    URL[] classes =
        List.of(Pusher.class, SharedSecret.class, JsonFactory.class).stream()
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
  }
}
