package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.e2e.BackendScene.Connection;
import io.belfry.rest.ApiException;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server library against a real server. */
class RestLibraryTest {
  private final BackendScene scene = new BackendScene();
  private final Pusher pusher = scene.pusher();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  @Tag("HTTP-154")
  @Tag("HTTP-156")
  void givenAnEventForAChannel_itsSubscribersGetItAsItIs() {
    Connection ada = scene.subscribed("orders");

    pusher.trigger("orders", "created", "{\"n\":\"</ë😀>\"}");

    ada.gets("orders", "created", "{\"n\":\"</ë😀>\"}");
    ada.hasNothing();
  }

  @Test
  @Tag("HTTP-154")
  void givenSeveralChannelsAndAnExcludedConnection_allOthersGetIt() {
    Connection ada = scene.subscribed("a");
    Connection bob = scene.subscribed("b");
    Connection sender = scene.subscribed("a");

    pusher.trigger(Event.of(List.of("a", "b"), "e", "1").excluding(sender.socketId()));

    ada.gets("a", "e", "1");
    bob.gets("b", "e", "1");
    sender.hasNothing();
  }

  @Test
  @Tag("HTTP-151")
  void givenAPrivateChannel_theTokenOfTheLibraryLetsIn() {
    Connection ada = scene.connect();
    ada.subscribe("private-a", pusher.authorizeChannel(ada.socketId(), "private-a").toJson());

    pusher.trigger("private-a", "e", "1");

    ada.gets("private-a", "e", "1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "a/b", "a b", "%2F", "ë", "😀", "a+b@example.com", "..", "?#&="})
  @Tag("HTTP-150")
  @Tag("HTTP-157")
  void givenAUser_itsConnectionsGetItsEventsAndAreEnded(String userId) {
    Connection ada = scene.signedIn(userId);
    Connection other = scene.signedIn("other");

    pusher.sendToUser(userId, "shipped", "{\"order\":7}");
    ada.gets("#server-to-user-" + userId, "shipped", "{\"order\":7}");

    pusher.terminateUserConnections(userId);
    assertThat(ada.client().next())
        .startsWith("{\"event\":\"pusher:error\",\"data\":{\"code\":4009");
    assertThat(ada.client().nextClose().closeCode()).isEqualTo(4009);
    other.hasNothing();
  }

  @Test
  @Tag("HTTP-160")
  void givenAWrongSecret_itIsATyped401() {
    Pusher wrong = scene.pusher("1", BackendScene.KEY, "another secret");

    assertThatThrownBy(() -> wrong.trigger("a", "e", "1"))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(401);
              assertThat(e.reason()).isEqualTo("auth_signature_invalid");
              assertThat(e.isRetryable()).isFalse();
            });
  }

  @Test
  @Tag("HTTP-160")
  void givenADisabledApp_itIsATyped403() {
    Pusher closed = scene.pusher("2", "closed-key", "a secret of app 2");

    assertThatThrownBy(() -> closed.sendToUser("42", "e", "1"))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(403);
              assertThat(e.reason()).isEqualTo("app_disabled");
              assertThat(e.isRetryable()).isFalse();
            });
  }

  @Test
  @Tag("HTTP-160")
  void givenAPayloadAboveTheLimit_itIsATyped413() {
    assertThatThrownBy(() -> pusher.trigger("a", "e", "x".repeat(10_241)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.reason()).isEqualTo("payload_too_large"));
  }
}
