package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.UserId;
import io.belfry.server.HeldHooks.Asked;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that decides who may connect, sign in and subscribe, over WebSockets. */
class HooksTest {
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
  private static final String ADA = "{\"id\":\"ada\"}";
  private static final String SERVER_FAILED =
      error(4309, "The server could not do this now. Try again.");

  /** A client that has asked for an upgrade and has read nothing. */
  private static RecordingClient knocking(TestServer server) {
    RecordingClient client = RecordingClient.open(server.port());
    String head =
        "GET /app/app-key?protocol=7&client=js HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nUser-Agent: a browser\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    client.sendBytes(head.getBytes(StandardCharsets.UTF_8));
    return client;
  }

  private static void isGreeted(RecordingClient client) {
    client.readHead();
    assertThat(client.next()).contains("pusher:connection_established");
  }

  @Test
  @Tag("WS-117")
  @Tag("WS-013")
  void givenAHookThatTakesItsTime_aClientIsGreetedWhenItAllowsAndWhatItSaidIsAnsweredThen() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(2, hooks);
        RecordingClient client = knocking(server)) {
      Asked asked = hooks.next();
      Connecting facts = (Connecting) asked.facts();
      assertThat(facts.appId()).isEqualTo("1");
      assertThat(facts.transport()).isEqualTo(ClientTransport.WEBSOCKET);
      assertThat(facts.query()).isEqualTo("protocol=7&client=js");
      assertThat(facts.from().userAgent()).isEqualTo("a browser");
      client.send(PING);
      client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"news\"}}");
      asked.allow();

      client.readHead();
      assertThat(client.next()).contains(facts.socketId().text());
      assertThat(client.next()).isEqualTo(PONG);
      assertThat(client.next()).isEqualTo(succeeded("news"));
    }
  }

  @Test
  @Tag("WS-117")
  void givenAHookThatRefuses_theClientIsClosedWith4009AndTheHooksWords() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(2, hooks);
        RecordingClient client = knocking(server)) {
      hooks.next().refuse("Your trial is over");

      client.readHead();
      assertThat(client.next()).isEqualTo(error(4009, "Your trial is over"));
      assertThat(client.nextClose().closeCode()).isEqualTo(4009);
      assertThat(server.server().connections()).isZero();
    }
  }

  @Test
  @Tag("WS-117")
  void givenAHookThatDoesNotDecideInTime_theClientIsClosedWith4100() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(2, hooks);
        RecordingClient client = knocking(server)) {
      Asked asked = hooks.next();
      hooks.outlast(server);

      client.readHead();
      assertThat(client.next())
          .isEqualTo(error(4100, "Admission could not be decided, come back in a second"));
      assertThat(client.nextClose().closeCode()).isEqualTo(4100);
      assertThat(server.server().connections()).isZero();
      asked.allow();
    }
  }

  /** Hooks that fail, each in another way. */
  private static Hooks failing(String way) {
    return new Hooks() {
      @Override
      public CompletionStage<Permission> connecting(Connecting facts) {
        return switch (way) {
          case "throws" -> throw new IllegalStateException("no database");
          case "completes with null" -> CompletableFuture.supplyAsync(() -> null);
          default -> CompletableFuture.failedStage(new IllegalStateException("no database"));
        };
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "fails", "completes with null"})
  @Tag("WS-117")
  void givenAHookThatFails_theClientIsClosedWith4100AndTheFailureIsSaidOnce(String way) {
    try (LogTap log = LogTap.on("io.belfry.server.socket.HookCalls", Level.ERROR);
        TestServer server = TestServer.withHooks(2, failing(way))) {
      for (int i = 0; i < 2; i++) {
        try (RecordingClient client = knocking(server)) {
          client.readHead();
          assertThat(client.next()).contains("4100");
        }
      }
      assertThat(log.next()).startsWith("The hook connecting has failed");
      assertThat(log.isQuiet()).isTrue();
    }
  }

  @Test
  @Tag("WS-117")
  @Tag("WS-014")
  void givenAClientThatGoesWhileItWaits_itsPlaceIsGivenBack() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(1, hooks, "limits: {max_connections: 1}")) {
      RecordingClient gone = knocking(server);
      Asked first = hooks.next();
      try (RecordingClient tooMany = knocking(server)) {
        tooMany.readHead();
        assertThat(tooMany.next()).contains("4004");
      }
      gone.close();
      try (RecordingClient next = knocking(server)) {
        hooks.next().allow();
        isGreeted(next);
        first.allow();
        assertThat(server.server().connections()).isEqualTo(1);
      }
    }
  }

  @Test
  @Tag("WS-117")
  @Tag("WS-112")
  void givenAnAppThatIsSwitchedOffMeanwhile_nobodyIsLetIn() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(2, hooks);
        RecordingClient client = knocking(server)) {
      Asked asked = hooks.next();
      server.replaceApps("enabled: false");
      asked.allow();

      client.readHead();
      assertThat(client.next()).isEqualTo(error(4003, "Application disabled"));
      assertThat(server.server().connections()).isZero();
    }
  }

  @Test
  @Tag("WS-117")
  void givenAThousandThatWait_nobodyElseNoticesAndAllAreGreetedAtLast() {
    HeldHooks hooks = new HeldHooks(Connecting.class);
    try (TestServer server = TestServer.withHooks(2, hooks);
        RecordingClient early = knocking(server)) {
      hooks.next().allow();
      isGreeted(early);
      List<RecordingClient> waiting = Stream.generate(() -> knocking(server)).limit(1_000).toList();
      List<Asked> asked = Stream.generate(hooks::next).limit(1_000).toList();
      early.send(PING);
      assertThat(early.next()).isEqualTo(PONG);

      asked.forEach(Asked::allow);
      waiting.forEach(HooksTest::isGreeted);
      assertThat(server.server().connections()).isEqualTo(1_001);
      waiting.forEach(RecordingClient::close);
    }
  }

  @Test
  @Tag("WS-118")
  void givenASlowSignIn_laterMessagesWaitForItInOrder() {
    HeldHooks hooks = new HeldHooks(SigningIn.class);
    try (TestServer server = TestServer.withHooks(2, hooks)) {
      TestConnection ada = server.connect();
      ada.signin(ADA);
      Asked asked = hooks.next();
      assertThat(((SigningIn) asked.facts()).user().text()).isEqualTo("ada");
      ada.send(PING);
      asked.allow();

      assertThat(ada.next()).contains("pusher:signin_success");
      assertThat(ada.next()).isEqualTo(PONG);
    }
  }

  @Test
  @Tag("WS-118")
  void givenASignInThatIsRefusedOrUndecided_itIsToldAndTheConnectionGoesOn() {
    HeldHooks hooks = new HeldHooks(SigningIn.class);
    try (TestServer server = TestServer.withHooks(2, hooks)) {
      TestConnection ada = server.connect();
      ada.signin(ADA);
      hooks.next().refuse("Ada is banned");
      assertThat(ada.next()).isEqualTo(error(4009, "Ada is banned"));

      ada.signin(ADA);
      Asked late = hooks.next();
      hooks.outlast(server);
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      late.allow();
      ada.hasNothing();

      ada.signin(ADA);
      hooks.next().allow();
      assertThat(ada.next()).contains("pusher:signin_success");
    }
  }

  @Test
  @Tag("WS-119")
  void givenASlowSubscription_laterMessagesWaitForItInOrder() {
    HeldHooks hooks = new HeldHooks(Subscribing.class);
    try (TestServer server = TestServer.withHooks(2, hooks)) {
      TestConnection ada = server.signedIn("ada");
      ada.subscribe("news");
      Asked asked = hooks.next();
      Subscribing facts = (Subscribing) asked.facts();
      assertThat(facts.channel().text()).isEqualTo("news");
      assertThat(facts.user()).extracting(UserId::text).isEqualTo("ada");
      ada.unsubscribe("news");
      ada.send(PING);
      asked.allow();

      assertThat(ada.next()).isEqualTo(succeeded("news"));
      assertThat(ada.next()).isEqualTo(PONG);
      server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1\"}");
      ada.hasNothing();
    }
  }

  @Test
  @Tag("WS-119")
  void givenASubscriptionThatIsRefusedOrUndecided_itIsToldAndTheConnectionGoesOn() {
    HeldHooks hooks = new HeldHooks(Subscribing.class);
    try (TestServer server = TestServer.withHooks(2, hooks)) {
      TestConnection ada = server.connect();
      ada.subscribe("news");
      hooks.next().refuse("Not for you");
      assertThat(ada.next()).contains("pusher:subscription_error", "Not for you", "403");
      assertThat(ada.next()).isEqualTo(error(4305, "Subscription to news rejected: Not for you"));

      ada.subscribe("news");
      Asked late = hooks.next();
      hooks.outlast(server);
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      late.allow();
      ada.hasNothing();
      server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1\"}");
      ada.hasNothing();
    }
  }

  @Test
  @Tag("WS-117")
  void givenAConnectionThatEnds_theHookHearsOfItOnce() {
    HeldHooks hooks = new HeldHooks();
    try (TestServer server = TestServer.withHooks(2, hooks)) {
      TestConnection ada = server.signedIn("ada");
      server.post("/apps/1/users/ada/terminate_connections", "{}");

      Closed closed = hooks.nextClosed();
      assertThat(closed.socketId().text()).isEqualTo(ada.socketId());
      assertThat(closed.user()).extracting(UserId::text).isEqualTo("ada");
      assertThat(closed.code()).isEqualTo(4009);
    }
  }
}
