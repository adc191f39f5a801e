package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events for a user and the end of a user's connections, as web pages see them. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsUserEventsTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @AutoClose private final Scene scene;
  private final Pusher backend;

  PusherJsUserEventsTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
    backend = scene.belfry().backend();
  }

  @Test
  void givenAnEventToAUser_bindingsOfTheUserObjectGetIt() {
    Tab alice = scene.signedIn("alice");
    alice.evaluate("pusher.user.bind('paid', (data) => see('bound', data))");
    backend.sendToUser("alice", "paid", "{\"invoice\":17}");

    assertThat(alice.next("bound")).isEqualTo("{\"invoice\":17}");
    assertThat(alice.next("user:paid")).isEqualTo("{\"invoice\":17}");
    assertThat(alice.next("paid")).isEqualTo("{\"invoice\":17}");
  }

  @Test
  void givenAnUnboundEvent_itsBindingIsLeftAlone() {
    Tab alice = scene.signedIn("alice");
    alice.evaluate("pusher.user.bind('paid', (data) => see('bound', data))");
    alice.evaluate("pusher.user.unbind('paid')");
    backend.sendToUser("alice", "paid", "{}");
    alice.next("user:paid");

    assertThat(alice.seen("bound")).isEmpty();
  }

  @Test
  @Tag("WS-047")
  void givenTwoTabsOfOneUser_bothGetTheEventOnceAndAnotherUserDoesNot() {
    Tab first = scene.signedIn("alice");
    Tab second = scene.signedIn("alice");
    Tab other = scene.signedIn("bob");
    backend.sendToUser("alice", "paid", "{}");
    backend.sendToUser("bob", "greeted", "{}");
    first.settle();
    second.settle();
    other.settle();

    assertThat(first.seen("paid")).hasSize(1);
    assertThat(first.seen("user:")).containsExactly("user:paid");
    assertThat(second.seen("paid")).hasSize(1);
    assertThat(second.seen("user:")).containsExactly("user:paid");
    assertThat(other.seen("paid")).isEmpty();
    assertThat(other.seen("user:")).containsExactly("user:greeted");
  }

  @Test
  void givenAnAnonymousTab_itGetsNoUserEvent() {
    Tab alice = scene.signedIn("alice");
    Tab anonymous = scene.tab("alice").connect();
    backend.sendToUser("alice", "paid", "{}");
    alice.next("user:paid");
    anonymous.settle();

    assertThat(anonymous.seen("paid")).isEmpty();
  }

  @Test
  @Tag("WS-050")
  void givenATerminatedUser_allTabsCloseAndDoNotComeBack() {
    Tab first = withHeldClock("alice");
    Tab second = withHeldClock("alice");
    Tab other = scene.signedIn("bob");
    backend.terminateUserConnections("alice");
    first.next("state:disconnected");
    second.next("state:disconnected");

    first.letPass(TEN_MINUTES);
    second.letPass(TEN_MINUTES);

    assertThat(first.state()).isEqualTo("disconnected");
    assertThat(second.state()).isEqualTo("disconnected");
    assertThat(other.state()).isEqualTo("connected");
    assertThat(scene.proxy().accepted()).isEqualTo(3);
    assertThat(scene.belfry().connections()).isEqualTo(1);
  }

  @Test
  void givenATerminatedUser_theTabIsToldWhy() {
    Tab alice = scene.signedIn("alice");
    backend.terminateUserConnections("alice");

    assertThat(alice.next("error:4009"))
        .isEqualTo(
            "{\"type\":\"PusherError\",\"data\":{\"code\":4009,\"message\":"
                + "\"You were disconnected by the application\"}}");
    alice.next("state:disconnected");
    assertThat(scene.belfry().connections()).isZero();
  }

  private Tab withHeldClock(String user) {
    return scene.tab(user).holdClock().connect().signin();
  }
}
