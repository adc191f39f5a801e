package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.connection.ConnectionFailureException;
import io.belfry.client.connection.ConnectionState;
import io.belfry.testkit.Frame;
import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  @Test
  @Tag("CL-001")
  void givenAnOpenSocket_itIsConnectedOnlyAfterTheGreeting() {
    try (Scene scene = Scene.open()) {
      scene.pusher().connect();
      ServerSide side = scene.accept();
      scene.recorder().await("CONNECTING");
      assertThat(scene.pusher().getConnection().getSocketId()).isNull();

      side.greet("12.34", 120);
      assertThat(scene.recorder().next()).isEqualTo("CONNECTED");
      assertThat(scene.pusher().getConnection().getSocketId()).isEqualTo("12.34");
    }
  }

  @Test
  @Tag("CL-001")
  void givenAnotherFirstMessage_itIsNoConnection() {
    try (Scene scene = Scene.open()) {
      scene.pusher().connect();
      scene.accept().send(Scene.event("hello", "news", "{}"));

      assertThat(scene.recorder().await("RECONNECTING"))
          .containsExactly("CONNECTING", "error null ConnectionFailureException");
    }
  }

  @Test
  @Tag("CL-001")
  void givenNoGreeting_itGivesUpAfterTenSeconds() {
    try (Scene scene = Scene.open()) {
      scene.pusher().connect();
      scene.accept();
      scene.recorder().await("CONNECTING");
      scene.time().advance(Duration.ofSeconds(10));

      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void givenOptions_itAsksForThemInTheUpgrade() {
    try (Scene scene =
        Scene.open(o -> o.setPath("/realtime/").setHeaders(Map.of("X-Tenant", "blue")))) {
      scene.pusher().connect();
      ServerSide side = scene.accept();

      assertThat(side.target())
          .isEqualTo(
              "/realtime/app/key?protocol=7&client=belfry-java&version="
                  + PusherOptions.LIB_VERSION);
      assertThat(side.header("X-Tenant")).isEqualTo("blue");
      assertThat(side.header("Sec-WebSocket-Protocol")).isEqualTo("pusher-channels-protocol-7");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 4001, 4009, 4099})
  @Tag("CL-002")
  void givenAFatalCloseCode_itStops(int code) {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      side.sendClose(code, "no");

      assertThat(scene.recorder().await("DISCONNECTED"))
          .containsExactly("error " + code + " ConnectionFailureException", "DISCONNECTING");
      assertThat(scene.time().untilNext()).isEmpty();
    }
  }

  @Test
  @Tag("CL-002")
  void givenAFatalErrorAndACloseWithoutCode_itStops() {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      side.send(Scene.error(4003, "Application disabled"));
      side.sendFrame(Frame.CLOSE, new byte[0]);

      assertThat(scene.recorder().await("DISCONNECTED")).contains("DISCONNECTING");
      assertThat(scene.time().untilNext()).isEmpty();
    }
  }

  @Test
  @Tag("CL-002")
  void givenAFatalErrorThatIsFollowedByLife_itIsForgotten() {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      side.send(Scene.error(4009, "Sign-in refused"));
      side.send("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
      side.leave();

      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  @Tag("CL-002")
  void givenAFatalErrorInsteadOfTheGreeting_itStopsAndConnectsOnRequest() {
    try (Scene scene = Scene.open()) {
      scene.pusher().connect();
      scene.accept().send(Scene.error(4001, "Application does not exist"));
      scene.recorder().await("DISCONNECTED");
      assertThat(scene.recorder().lastFailure())
          .isInstanceOfSatisfying(
              ConnectionFailureException.class, e -> assertThat(e.code()).hasValue(4001));

      assertThat(scene.connect("2.2").target()).startsWith("/app/key");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1011, 4100, 4199, 4301})
  @Tag("CL-003")
  void givenARetryableClose_itWaitsAtLeastASecond(int code) {
    try (Scene scene = Scene.open()) {
      scene.connect("1.1").sendClose(code, "");

      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  @Tag("CL-003")
  void givenAReconnectCode_itComesBackWithinASecondOnce() {
    try (Scene scene = Scene.open()) {
      scene.chance(0.5);
      scene.connect("1.1").sendClose(4200, "Generic reconnect immediately");
      assertThat(scene.gap()).isEqualTo(Duration.ofMillis(500));

      scene.time().advance(Duration.ofMillis(500));
      scene.greet("2.2").sendClose(4200, "again");
      assertThat(scene.gap()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }
  }

  @Test
  @Tag("CL-004")
  void givenFailuresInARow_itDoublesTheBoundUntilTheCap() {
    try (Scene scene = Scene.open(o -> o.setMaxReconnectGapInSeconds(10))) {
      scene.chance(1);
      scene.connect("1.1").leave();
      for (int seconds : new int[] {2, 4, 8, 10, 10}) {
        assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(seconds));
        scene.time().advance(Duration.ofSeconds(seconds));
        scene.accept().leave();
      }
    }
  }

  @Test
  @Tag("CL-004")
  void givenAConnectionThatLasted_itBeginsAnewWithTheBound() {
    try (Scene scene = Scene.open()) {
      scene.chance(1);
      scene.connect("1.1").leave();
      scene.reconnect("2.2").leave();
      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(4));
      scene.time().advance(Duration.ofSeconds(4));
      ServerSide lasting = scene.greet("3.3");
      scene.time().advance(Duration.ofSeconds(30));
      lasting.leave();

      assertThat(scene.gap()).isEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void givenAsManyAttemptsAsAllowed_itGivesUp() {
    try (Scene scene = Scene.open(o -> o.setMaxReconnectionAttempts(1))) {
      scene.connect("1.1").leave();
      scene.time().advance(scene.gap());
      scene.accept().leave();

      assertThat(scene.recorder().await("DISCONNECTED")).contains("DISCONNECTING");
    }
  }

  @Test
  @Tag("CL-015")
  void givenAPing_itAnswers() {
    try (Scene scene = Scene.open()) {
      ServerSide side = scene.connect("1.1");
      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");

      assertThat(side.next()).isEqualTo("{\"event\":\"pusher:pong\",\"data\":{}}");
    }
  }

  @Test
  @Tag("CL-016")
  void givenTheServersShorterTimeout_itPingsAndReconnectsAtOnce() {
    try (Scene scene = Scene.open()) {
      scene.pusher().connect();
      ServerSide side = scene.accept();
      side.greet("1.1", 20);
      scene.recorder().await("CONNECTED");
      scene.time().advance(Duration.ofSeconds(20));
      assertThat(side.nextFrame().opcode()).isEqualTo(Frame.PING);

      scene.time().advance(Duration.ofSeconds(30));
      assertThat(scene.gap()).isZero();
      assertThat(scene.reconnectNow("2.2").target()).startsWith("/app/key");
    }
  }

  @Test
  @Tag("CL-016")
  void givenOurShorterTimeoutAndAnAnswer_itStays() {
    try (Scene scene = Scene.open(o -> o.setActivityTimeout(5_000))) {
      ServerSide side = scene.connect("1.1");
      scene.time().advance(Duration.ofSeconds(5));
      Frame ping = side.nextFrame();
      assertThat(ping.opcode()).isEqualTo(Frame.PING);
      side.sendFrame(Frame.PONG, ping.payload());
      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      side.next();

      scene.time().advance(Duration.ofSeconds(30));
      assertThat(side.nextFrame().opcode()).isEqualTo(Frame.PING);
      assertThat(scene.pusher().getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
    }
  }

  @Test
  @Tag("CL-020")
  void givenAClient_closeLeavesNoThread() throws InterruptedException {
    Set<Thread> before = threads();
    try (Scene scene = Scene.open()) {
      scene.pusher().subscribePrivate("private-a");
      ServerSide side = scene.connect("1.1");
      side.next();
      scene.pusher().disconnect();
      assertThat(side.nextFrame().closeCode()).isEqualTo(1000);
      side.sendClose(1000, "");
      scene.recorder().await("DISCONNECTED");
      scene.connect("2.2");
    }
    endOfThreadsSince(before);
  }

  @Test
  @Tag("CL-020")
  void givenAnAuthenticatorThatHangs_closeInterruptsIt() throws Exception {
    Set<Thread> before = threads();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<String> never = new CompletableFuture<>();
    CompletableFuture<Exception> interrupt = new CompletableFuture<>();
    UserAuthenticator hanging =
        socketId -> {
          asked.complete(null);
          try {
            return never.get();
          } catch (Exception e) {
            interrupt.complete(e);
            throw new IllegalStateException(e);
          }
        };
    try (Scene scene = Scene.open(o -> o.setUserAuthenticator(hanging))) {
      scene.connect("1.1");
      scene.pusher().signin();
      asked.get(10, TimeUnit.SECONDS);
    }
    assertThat(interrupt.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    endOfThreadsSince(before);
  }

  @Test
  @Tag("CL-020")
  void givenAListenerThatCloses_itDoesNotWaitForItself() throws Exception {
    try (Scene scene = Scene.open()) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      scene
          .pusher()
          .connect(
              change -> {
                scene.pusher().close();
                closed.complete(null);
              },
              ConnectionState.CONNECTED);
      scene.greet("1.1").sendClose(1000, "");
      closed.get(10, TimeUnit.SECONDS);
      scene.recorder().await("DISCONNECTED");

      assertThatThrownBy(() -> scene.pusher().connect()).hasMessageContaining("closed");
    }
  }

  private static Set<Thread> threads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  private static void endOfThreadsSince(Set<Thread> before) throws InterruptedException {
    List<Thread> started =
        threads().stream()
            .filter(thread -> !before.contains(thread))
            .filter(
                thread ->
                    thread.getName().startsWith("belfry-client")
                        || thread.getName().startsWith("HttpClient"))
            .toList();
    for (Thread thread : started) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }
}
