package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pusher.client.AuthenticationFailureException;
import com.pusher.client.connection.ConnectionState;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official Java client against the server. */
@Tag("nodes")
class OfficialJavaClientTest {
  private final Belfry belfry = Belfry.start();
  private final Pusher backend = belfry.backend();
  private final TestApp app = new TestApp(backend);
  private final CuttableProxy proxy = CuttableProxy.to(belfry.port());
  private final List<OfficialJavaClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(OfficialJavaClient::close);
    proxy.close();
    app.close();
    belfry.close();
  }

  @Test
  @Tag("WS-034")
  void givenASignin_theUserIsKnown() {
    OfficialJavaClient alice = client("alice").connect().signin();

    assertThat(alice.pusher().user().userId()).isEqualTo("alice");
    assertThat(app.calls(TestApp.USER_AUTH))
        .extracting((TestApp.Call call) -> call.request().socketId())
        .containsExactly(alice.pusher().getConnection().getSocketId());
  }

  @Test
  void givenASigninBeforeConnecting_itHappensOnceConnected() {
    OfficialJavaClient alice = client("alice");
    alice.pusher().signin();
    alice.connect().join("news");

    assertThat(alice.pusher().user().userId()).isEqualTo("alice");
  }

  @Test
  @Tag("WS-047")
  void givenAnEventToAUser_bindingsOfThatUserGetItAndOthersDoNot() {
    OfficialJavaClient alice = client("alice").connect();
    OfficialJavaClient bob = client("bob").connect();
    alice.pusher().user().bind("paid", alice);
    bob.pusher().user().bindGlobal(bob);
    alice.signin();
    bob.signin();
    backend.sendToUser("alice", "paid", "{\"invoice\":17}");
    backend.sendToUser("bob", "greeted", "{}");

    alice.awaits("event paid {\"invoice\":17}");
    bob.awaits("event greeted {}");
    assertThat(bob.others()).noneMatch(line -> line.startsWith("event paid"));
  }

  // The client prints two stack traces here: it subscribes to the user channel before it knows the
  // user, and then again. Its events arrive all the same, as the server sends them by identity.
  @Test
  @Tag("WS-044")
  @Tag("WS-049")
  void givenACutConnection_theClientSignsInAgainWithTheNewSocketId() {
    OfficialJavaClient alice = client("alice").connect().signin();
    alice.pusher().user().bind("paid", alice);
    String before = alice.pusher().getConnection().getSocketId();
    proxy.cut();
    alice.connected().join("news");
    backend.sendToUser("alice", "paid", "{}");

    alice.awaits("event paid {}");
    assertThat(app.calls(TestApp.USER_AUTH))
        .extracting((TestApp.Call call) -> call.request().socketId())
        .containsExactly(before, alice.pusher().getConnection().getSocketId());
  }

  @Test
  void givenAnEndpointThatRefuses_signinFailsAndTheConnectionStays() {
    app.users(AuthEndpoint.refusing(403));
    OfficialJavaClient alice = client("alice").connect();

    assertThatThrownBy(alice.pusher()::signin).isInstanceOf(AuthenticationFailureException.class);
    alice.join("news");
    assertThat(belfry.connections()).isEqualTo(1);
  }

  @Test
  @Tag("WS-035")
  void givenATokenWithAWrongSecret_theConnectionIsTold4009AndStays() {
    app.users(AuthEndpoint.signingUsers(belfry.backend(Belfry.KEY, "another secret")));
    OfficialJavaClient alice = client("alice").connect().signin();

    assertThat(alice.others()).contains("error 4009 Invalid signature");
    assertThat(alice.pusher().user().userId()).isNull();
    assertThat(alice.pusher().getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  void givenAPrivateChannel_itIsAuthorisedAndGetsEvents() {
    OfficialJavaClient alice = client("alice").connect();
    alice.pusher().subscribePrivate("private-room", alice, "said");
    alice.awaits("subscribed private-room");
    backend.trigger("private-room", "said", "{\"text\":\"grüß Gott \\uD83D\\uDE00\"}");

    alice.awaits("event said {\"text\":\"grüß Gott \\uD83D\\uDE00\"}");
  }

  @Test
  void givenARefusedPrivateChannel_itsListenerIsTold() {
    app.channels(AuthEndpoint.refusing(403));
    OfficialJavaClient alice = client("alice").connect();
    alice.pusher().subscribePrivate("private-room", alice, "said");

    alice.awaits("not authorised");
    alice.join("news");
  }

  @Test
  @Tag("WS-054")
  void givenAPrivateChannelWithAWrongToken_theConnectionIsTold4305() {
    app.channels(AuthEndpoint.signingChannels(belfry.backend(Belfry.KEY, "another secret")));
    OfficialJavaClient alice = client("alice").connect();
    alice.pusher().subscribePrivate("private-room", alice, "said");

    alice.awaits("error 4305 Subscription to private-room rejected: Invalid signature");
    backend.trigger("private-room", "said", "{}");
    alice.join("news");
    assertThat(alice.others()).noneMatch(line -> line.startsWith("event"));
  }

  @Test
  @Tag("WS-062")
  void givenAPublicChannel_anEventReachesAllButTheExcluded() {
    OfficialJavaClient alice = client("alice").connect().join("news", "headline");
    OfficialJavaClient bob = client("bob").connect().join("news", "headline");
    String socketId = bob.pusher().getConnection().getSocketId();
    backend.trigger(Event.of("news", "headline", "{\"n\":1}").excluding(socketId));
    backend.trigger("news", "headline", "{\"n\":2}");

    alice.awaits("event headline {\"n\":1}");
    alice.awaits("event headline {\"n\":2}");
    bob.awaits("event headline {\"n\":2}");
    assertThat(bob.others()).doesNotContain("event headline {\"n\":1}");
  }

  @Test
  @Tag("WS-082")
  void givenAClientEvent_theOtherClientGetsIt() {
    OfficialJavaClient alice = client("alice").connect();
    OfficialJavaClient bob = client("bob").connect();
    var room = alice.pusher().subscribePrivate("private-room", alice, "client-typing");
    bob.pusher().subscribePrivate("private-room", bob, "client-typing");
    alice.awaits("subscribed private-room");
    bob.awaits("subscribed private-room");
    room.trigger("client-typing", "{\"chars\":3}");

    bob.awaits("event client-typing {\"chars\":3}");
    alice.join("news");
    assertThat(alice.others()).noneMatch(line -> line.startsWith("event"));
  }

  @Test
  @Tag("WS-050")
  void givenATerminatedUser_theClientDisconnectsAndDoesNotComeBack() {
    OfficialJavaClient alice = client("alice").connect().signin();
    backend.terminateUserConnections("alice");

    alice.awaits("state DISCONNECTED");
    assertThat(alice.others())
        .contains("error 4009 You were disconnected by the application")
        .doesNotContain("state RECONNECTING");
    assertThat(belfry.connections()).isZero();
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  @Tag("WS-006")
  void givenAnUnknownKey_theClientIsTold4001AndDisconnects() {
    OfficialJavaClient alice =
        new OfficialJavaClient("unknown-key", proxy.port(), app, "alice").start();
    clients.add(alice);

    alice.awaits("state DISCONNECTED");
    assertThat(alice.others())
        .anyMatch(line -> line.startsWith("error 4001"))
        .doesNotContain("state CONNECTED", "state RECONNECTING");
  }

  private OfficialJavaClient client(String user) {
    OfficialJavaClient client = new OfficialJavaClient(Belfry.KEY, proxy.port(), app, user);
    clients.add(client);
    return client;
  }
}
