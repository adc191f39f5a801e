package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigninTest {
  private static final String SIGNIN =
      "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:%s\",\"user_data\":\"{\\\"id\\\":\\\"u7\\\"}\"}}";
  private static final String SUBSCRIBE =
      "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"#server-to-user-u7\"}}";
  private static final String EXPIRING =
      "{\"event\":\"belfry:token_expiring\",\"data\":\"{\\\"seconds\\\":30}\"}";
  private static final String FAILED = "refused AuthenticationFailureException";

  private static Scene scene() {
    return scene(options -> options);
  }

  private static Scene scene(UnaryOperator<PusherOptions> settings) {
    Scene scene = Scene.open(settings);
    scene.pusher().user().bindSignin(scene.recorder());
    scene.pusher().user().bindGlobal(scene.recorder());
    return scene;
  }

  private static void hasNothing(ServerSide side) {
    side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
    assertThat(side.next()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":{}}");
  }

  @Test
  @Tag("CL-007")
  void givenSigninBeforeConnect_itIsDoneOnConnectAndOnce() {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      scene.pusher().signin();
      assertThat(side.next()).isEqualTo(SIGNIN.formatted("1.1"));
      side.send(Scene.signedIn());
      assertThat(side.next()).isEqualTo(SUBSCRIBE);
      scene.recorder().await("signed in u7");

      scene.pusher().signin();
      hasNothing(side);
      assertThat(scene.pusher().user().userId()).isEqualTo("u7");
    }
  }

  @Test
  @Tag("CL-007")
  void givenSigninWhileConnecting_itIsDoneOnConnect() {
    try (Scene scene = scene()) {
      scene.pusher().connect();
      scene.recorder().await("CONNECTING");
      scene.pusher().signin();

      assertThat(scene.greet("1.1").next()).isEqualTo(SIGNIN.formatted("1.1"));
    }
  }

  @Test
  @Tag("CL-006")
  void givenAReconnect_itSignsInWithTheNewSocketId() {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      ServerSide first = scene.connect("1.1");
      first.next();
      first.send(Scene.signedIn());
      first.next();
      first.leave();

      ServerSide second = scene.reconnect("2.2");
      assertThat(second.next()).isEqualTo(SIGNIN.formatted("2.2"));
    }
  }

  @Test
  @Tag("CL-006")
  void givenAReconnectWhileTheEndpointAnswers_itNeverSendsTheOldToken() throws Exception {
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    // Does not listen to interrupts, so the answer for the old socket id does come back.
    UserAuthenticator slow =
        socketId -> {
          asked.add(socketId);
          if (socketId.equals("1.1")) {
            release.join();
          }
          return "{\"auth\":\"k:" + socketId + "\",\"user_data\":\"" + Scene.USER_DATA + "\"}";
        };
    try (Scene scene = scene(o -> o.setUserAuthenticator(slow))) {
      scene.pusher().signin();
      ServerSide first = scene.connect("1.1");
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("1.1");
      first.leave();
      ServerSide second = scene.reconnect("2.2");
      assertThat(second.next()).isEqualTo(SIGNIN.formatted("2.2"));
      release.complete(null);
      second.send(Scene.signedIn());

      assertThat(second.next()).isEqualTo(SUBSCRIBE);
      hasNothing(second);
    }
  }

  @Test
  void givenNoAuthenticator_signinIsRefusedAtOnce() {
    Pusher pusher = new Pusher("key", new PusherOptions().setHost("127.0.0.1"));

    assertThatThrownBy(pusher::signin)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setUserAuthenticator");
    pusher.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{\"auth\":\"k:s\"}",
        "{\"user_data\":\"{}\"}",
        "{\"auth\":1,\"user_data\":\"{}\"}",
        "{\"auth\":\"k:s\",\"user_data\":{\"id\":\"7\"}}"
      })
  @Tag("CL-009")
  void givenAMalformedAnswer_itFailsTypedAndStaysConnected(String answer) {
    try (Scene scene = scene(o -> o.setUserAuthenticator(socketId -> answer))) {
      ServerSide side = scene.connect("1.1");
      scene.pusher().signin();
      scene.recorder().await(FAILED);

      assertThat(scene.recorder().next()).startsWith("event pusher:signin_error {\"type\"");
      assertThat(scene.recorder().next()).isEqualTo("error null AuthenticationFailureException");
      hasNothing(side);
    }
  }

  @Test
  @Tag("CL-009")
  void givenAnAuthenticatorThatThrows_itFailsTypedAndMayBeTriedAgain() {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    UserAuthenticator moody =
        socketId -> {
          String answer = answers.poll();
          if (answer == null) {
            throw new IllegalArgumentException("not today");
          }
          return answer;
        };
    try (Scene scene = scene(o -> o.setUserAuthenticator(moody))) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      scene.recorder().await(FAILED);
      assertThat(scene.recorder().lastFailure())
          .isInstanceOf(AuthenticationFailureException.class)
          .hasRootCauseMessage("not today");

      answers.add("{\"auth\":\"k:1.1\",\"user_data\":\"" + Scene.USER_DATA + "\"}");
      scene.pusher().signin();
      assertThat(side.next()).isEqualTo(SIGNIN.formatted("1.1"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"user_data\":\"{\\\"id\\\":\\\"u7\\\"}\"}",
        "\"{\\\"user_data\\\":\\\"{\\\\\\\"id\\\\\\\":\\\\\\\"u7\\\\\\\"}\\\"}\""
      })
  @Tag("CL-010")
  void givenSuccessAsObjectOrString_itIsSignedIn(String data) {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send("{\"event\":\"pusher:signin_success\",\"data\":" + data + "}");

      scene.recorder().await("signed in u7");
    }
  }

  @Test
  void givenSuccessWithoutAnId_itIsNotSignedIn() {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(
          "{\"event\":\"pusher:signin_success\",\"data\":{\"user_data\":\"{\\\"id\\\":7}\"}}");

      scene.recorder().await(FAILED);
      assertThat(scene.pusher().user().userId()).isNull();
    }
  }

  @Test
  @Tag("CL-011")
  void givenUserEvents_theyArriveFromTheSuccessOnAndNeverReservedOnes() {
    try (Scene scene = scene()) {
      Recorder named = new Recorder();
      Recorder client = new Recorder();
      scene.pusher().user().bind("order", named);
      scene.pusher().bindGlobal(client);
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.event("early", "#server-to-user-u7", "{}"));
      side.send(Scene.signedIn());
      side.send(Scene.event("pusher:odd", "#server-to-user-u7", "{}"));
      side.send(Scene.event("order", "#server-to-user-u8", "{}"));
      side.send(Scene.event("order", "#server-to-user-u7", "{\"n\":1}"));

      assertThat(scene.recorder().await("event order {\"n\":1}")).containsExactly("signed in u7");
      assertThat(named.next()).isEqualTo("event order {\"n\":1}");
      assertThat(client.await("event order {\"n\":1}"))
          .allMatch(line -> line.startsWith("event pusher:signin_success"));
    }
  }

  @Test
  @Tag("CL-012")
  void givenARefusedToken_itIsASigninFailureAndReleasesPresence() {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      Recorder room = new Recorder();
      scene.pusher().subscribePresence("presence-room", room);
      side.send(Scene.error(4009, "Invalid signature"));

      scene.recorder().await(FAILED);
      assertThat(scene.recorder().await("error 4009 AuthenticationFailureException")).hasSize(1);
      room.await("refused AuthorizationFailureException");
      hasNothing(side);
    }
  }

  @Test
  void givenNoAnswerToTheToken_itFailsAfterTheTimeout() {
    try (Scene scene = scene()) {
      scene.pusher().signin();
      scene.connect("1.1").next();
      scene.time().advance(Duration.ofSeconds(10));

      scene.recorder().await(FAILED);
    }
  }

  @Test
  @Tag("CL-019")
  void givenAnAuthenticatorThatHangs_listenersRunAndItTimesOut() {
    CompletableFuture<String> never = new CompletableFuture<>();
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    UserAuthenticator hanging =
        socketId -> {
          caller.complete(Thread.currentThread());
          return never.join();
        };
    try (Scene scene = scene(o -> o.setUserAuthenticator(hanging))) {
      scene.pusher().subscribe("news", scene.recorder(), "hello");
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).contains("\"news\"");
      assertThat(caller.join().getName()).isEqualTo("belfry-client-auth");
      side.send(Scene.succeeded("news"));
      side.send(Scene.event("hello", "news", "1"));
      scene.recorder().await("event hello 1");

      scene.time().advance(Duration.ofSeconds(10));
      scene.recorder().await(FAILED);
      hasNothing(side);
      never.complete("");
    }
  }

  @Test
  @Tag("CL-021")
  void givenWatchlistEvents_eachEntryIsOneCall() {
    try (Scene scene = scene()) {
      for (String name : new String[] {"online", "offline"}) {
        scene
            .pusher()
            .user()
            .watchlist()
            .bind(name, event -> scene.recorder().note(event.name() + event.userIds()));
      }
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(Scene.signedIn());
      side.send(
          "{\"event\":\"pusher_internal:watchlist_events\",\"data\":\"{\\\"events\\\":[{\\\"name\\\":"
              + "\\\"online\\\",\\\"user_ids\\\":[\\\"a\\\",\\\"b\\\"]},{\\\"name\\\":\\\"offline\\\","
              + "\\\"user_ids\\\":[\\\"c\\\"]}]}\"}");

      scene.recorder().await("signed in u7");
      assertThat(scene.recorder().next()).isEqualTo("online[a, b]");
      assertThat(scene.recorder().next()).isEqualTo("offline[c]");
    }
  }

  private static ServerSide signedIn(Scene scene) {
    scene.pusher().signin();
    ServerSide side = scene.connect("1.1");
    side.next();
    side.send(Scene.signedIn());
    side.next();
    scene.recorder().await("signed in u7");
    return side;
  }

  @Test
  @Tag("USR-043")
  void givenASignInThatExpiresSoon_itIsRenewedOnTheSameConnectionAndNobodyIsTold() {
    try (Scene scene = scene()) {
      ServerSide side = signedIn(scene);
      side.send(EXPIRING);
      side.send(EXPIRING);
      assertThat(side.next()).isEqualTo(SIGNIN.formatted("1.1"));
      side.send(Scene.signedIn());
      side.send(Scene.event("paid", "#server-to-user-u7", "7"));

      assertThat(scene.recorder().next()).isEqualTo("event paid 7");
      hasNothing(side);
    }
  }

  @Test
  @Tag("USR-043")
  void givenARenewalThatIsRefused_theUserStaysSignedInUntilTheServerEndsIt() {
    try (Scene scene = scene()) {
      ServerSide side = signedIn(scene);
      side.send(EXPIRING);
      side.next();
      side.send(Scene.error(4009, "Token expired"));
      scene.recorder().await(FAILED);
      side.send(Scene.event("paid", "#server-to-user-u7", "7"));

      scene.recorder().await("event paid 7");
      side.send(EXPIRING);
      assertThat(side.next()).isEqualTo(SIGNIN.formatted("1.1"));
    }
  }
}
