package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.PrivateEncryptedChannel;
import io.belfry.e2e.JavaClientScene.Client;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.Pusher;
import io.belfry.testkit.HttpEndpoint.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client deciphers what our server library and the official ones have encrypted. */
@Tag("CL-017")
class JavaClientEncryptedTest {
  private static final String CHANNEL = "private-encrypted-orders";
  private static final String OTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcGFiY2RlZmdoaWprbG1ub3A=";
  private static final String PAYLOAD = "{\"title\":\"Regen in Ångström \uD83D\uDE00\"}";

  @AutoClose private final JavaClientScene scene = JavaClientScene.start();

  private Client subscribed() {
    Client client = scene.client();
    client.pusher().connect();
    PrivateEncryptedChannel channel =
        client.pusher().subscribePrivateEncrypted(CHANNEL, client.heard(), "headline");
    client.heard().await("subscribed " + CHANNEL);
    assertThat(channel.isSubscribed()).isTrue();
    return client;
  }

  private void signWith(Pusher backend) {
    scene.answer(
        request -> {
          AuthRequest asked = AuthRequest.parse(request.body());
          String channel = asked.channelName().orElseThrow();
          return new Answer(200, backend.authorizeChannel(asked.socketId(), channel).toJson());
        });
  }

  @Test
  void givenOurServerLibrary_itsEventsAreDeciphered() {
    Client client = subscribed();
    scene.backend().trigger(CHANNEL, "headline", PAYLOAD);

    assertThat(client.heard().await("headline " + PAYLOAD)).isEmpty();
  }

  @Test
  void givenTheOfficialJavaLibrary_itsEventsAreDeciphered() {
    Client client = subscribed();
    new PusherHttpJava(scene.account())
        .trigger(List.of(CHANNEL), "headline", Map.of("title", "Regen in Ångström \uD83D\uDE00"));

    assertThat(client.heard().await("headline " + PAYLOAD)).isEmpty();
  }

  @Test
  @Tag("sdk")
  void givenTheOfficialNodeLibrary_itsEventsAreDeciphered() {
    try (SdkProgram driver = SdkProgram.node("pusher-node")) {
      Client client = subscribed();
      new DrivenServerSdk(driver, scene.account())
          .trigger(List.of(CHANNEL), "headline", Map.of("title", "Regen in Ångström \uD83D\uDE00"));

      assertThat(client.heard().await("headline " + PAYLOAD)).isEmpty();
    }
  }

  @Test
  void givenAChangedMasterKey_theEventsArriveAfterOneQuestion() {
    Client client = subscribed();
    Pusher changed = scene.backendWith(OTHER_KEY);
    signWith(changed);
    changed.trigger(CHANNEL, "headline", "1");
    changed.trigger(CHANNEL, "headline", "2");

    assertThat(client.heard().await("headline 1")).isEmpty();
    assertThat(client.heard().await("headline 2")).isEmpty();
    scene.endpoint().next();
    scene.endpoint().next();
    assertThat(scene.endpoint().unread()).isZero();
  }

  @Test
  void givenAnotherMasterKeyThanThatOfTheEndpoint_theEventIsDropped() {
    Client client = subscribed();
    scene.backendWith(OTHER_KEY).trigger(CHANNEL, "headline", "1");
    assertThat(client.heard().await("dropped headline")).isEmpty();
    scene.backend().trigger(CHANNEL, "headline", "2");

    assertThat(client.heard().await("headline 2")).isEmpty();
  }

  @Test
  void givenACutConnection_eventsAreDecipheredAfterwards() {
    Client client = subscribed();
    scene.cut();
    client.heard().await("subscribed " + CHANNEL);
    scene.backend().trigger(CHANNEL, "headline", "1");

    assertThat(client.heard().await("headline 1")).isEmpty();
  }
}
