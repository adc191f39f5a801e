package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.TestApp.Call;
import io.belfry.rest.AuthRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a sign-in and of channels when the connection changes. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsReconnectTest {
  private static final long DEADLINE_SECONDS = 20;
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  @AutoClose private final Scene scene;

  PusherJsReconnectTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  @Test
  void givenSeveralSigninsOnOneConnection_theEndpointIsAskedOnce() {
    Tab alice = scene.signedIn("alice");
    alice.evaluate("pusher.signin()");
    alice.join("private-room").join("news");
    alice.settle();

    assertThat(scene.app().calls(TestApp.USER_AUTH)).hasSize(1);
    assertThat(alice.seen("pusher:signin_success")).hasSize(1);
  }

  @Test
  @Tag("WS-044")
  void givenACutConnection_itAuthenticatesAgainWithTheNewSocketId() {
    Tab alice = withHeldClock("alice");
    String before = alice.socketId();
    cutAndReturn(alice);
    alice.next("pusher:signin_success");

    assertThat(alice.socketId()).isNotEqualTo(before);
    assertThat(scene.app().calls(TestApp.USER_AUTH))
        .extracting((Call call) -> call.request().socketId())
        .containsExactly(before, alice.socketId());
  }

  @Test
  void givenACutConnection_bindingsOfTheUserObjectGoOn() {
    Tab alice = withHeldClock("alice");
    alice.evaluate("pusher.user.bind('paid', (data) => see('bound', data))");
    cutAndReturn(alice);
    alice.next("pusher:signin_success");
    scene.belfry().backend().sendToUser("alice", "paid", "{}");

    assertThat(alice.next("bound")).isEqualTo("{}");
    alice.settle();
    assertThat(alice.seen("bound")).hasSize(1);
  }

  @Test
  @Tag("WS-044")
  void givenACutConnectionWhoseUserIsRefusedThen_itGetsNoUserEvent() {
    Tab alice = withHeldClock("alice");
    scene.app().users(AuthEndpoint.refusing(403));
    cutAndReturn(alice);
    alice.next("user:pusher:signin_error");
    scene.belfry().backend().sendToUser("alice", "paid", "{}");
    alice.settle();

    assertThat(alice.seen("paid")).isEmpty();
    assertThat(alice.state()).isEqualTo("connected");
  }

  @Test
  @Tag("WS-035")
  void givenACutWhileTheEndpointAnswers_theLateTokenIsRefusedAndTheFreshOneSignsIn() {
    Door door = new Door(AuthEndpoint.signingUsers(scene.belfry().backend()));
    scene.app().users(door);
    Tab alice = scene.tab("alice").holdClock().connect();
    alice.evaluate("pusher.signin()");
    door.awaitCaller();
    cutAndReturn(alice);
    door.awaitCaller();
    door.open();

    alice.next("error:4009");
    alice.next("pusher:signin_success");
    scene.belfry().backend().sendToUser("alice", "paid", "{}");
    assertThat(alice.next("user:paid")).isEqualTo("{}");
  }

  @Test
  void givenACutConnection_privateChannelsAreAuthorisedAgain() {
    Tab alice = withHeldClock("alice").join("private-room");
    cutAndReturn(alice);
    alice.next("private-room:pusher:subscription_succeeded");
    scene.belfry().backend().trigger("private-room", "said", "{}");

    assertThat(alice.next("private-room:said")).isEqualTo("{}");
    assertThat(scene.app().calls(TestApp.CHANNEL_AUTH)).hasSize(2);
  }

  @Test
  @Tag("WS-015")
  void givenADrain_itReconnectsElsewhereAndSignsInAgain() {
    try (Belfry next = Belfry.start()) {
      Tab alice = scene.signedIn("alice");
      scene.proxy().leadTo(next.port());
      scene.belfry().drain();

      assertThat(alice.next("error:4200")).contains("\"code\":4200");
      alice.next("state:connected");
      alice.next("pusher:signin_success");
      next.backend().sendToUser("alice", "paid", "{}");
      assertThat(alice.next("user:paid")).isEqualTo("{}");
      assertThat(next.connections()).isEqualTo(1);
    }
  }

  /** An endpoint that lets its callers wait until it is opened. */
  private record Door(AuthEndpoint behind, Semaphore callers, CountDownLatch opened)
      implements AuthEndpoint {
    Door(AuthEndpoint behind) {
      this(behind, new Semaphore(0), new CountDownLatch(1));
    }

    void awaitCaller() {
      within(() -> callers.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS));
    }

    void open() {
      opened.countDown();
    }

    @Override
    public Reply answer(AuthRequest request, String user) {
      callers.release();
      within(() -> opened.await(DEADLINE_SECONDS, TimeUnit.SECONDS));
      return behind.answer(request, user);
    }

    private static void within(Callable<Boolean> wait) {
      try {
        assertThat(wait.call()).isTrue();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private Tab withHeldClock(String user) {
    return scene.tab(user).holdClock().connect().signin();
  }

  private void cutAndReturn(Tab tab) {
    scene.proxy().cut();
    assertThat(tab.next("connecting_in")).isEqualTo("1");
    tab.letPass(TWO_SECONDS);
    tab.next("state:connected");
  }
}
