package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Laravel Echo in web pages, unmodified, against the server. */
@Tag("nodes")
@Tag("browser")
@Tag("sdk")
@ExtendWith(ChromiumOfTheRun.class)
class LaravelEchoSdkTest {
  @AutoClose private final Scene scene;
  private final ServerSdk backend;

  LaravelEchoSdkTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start(), PageScript.laravelEcho());
    backend = new PusherHttpJava(scene.belfry().account());
  }

  @BeforeEach
  void signWithTheServerSdk() {
    scene.app().channels(AuthEndpoint.signingWith(backend));
  }

  @Test
  void givenAPublicChannel_aBroadcastEventIsHeard() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("void hear(echo.channel('orders'), 'OrderShipped')");
    alice.next("joined");
    backend.trigger(List.of("orders"), "App\\Events\\OrderShipped", Map.of("order", "17"));

    assertThat(alice.next("heard:OrderShipped")).isEqualTo("{\"order\":\"17\"}");
  }

  @Test
  void givenAPrivateChannel_itIsAuthorisedAtLaravelsEndpointWithThePagesToken() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("void hear(echo.private('orders.17'), '.shipped')");
    alice.next("joined");
    backend.trigger(List.of("private-orders.17"), "shipped", Map.of("order", "17"));

    assertThat(alice.next("heard:.shipped")).isEqualTo("{\"order\":\"17\"}");
    assertThat(scene.app().calls(TestApp.ECHO_CHANNEL_AUTH))
        .extracting(
            TestApp.Call::form, (TestApp.Call call) -> call.header("X-CSRF-TOKEN").orElseThrow())
        .containsExactly(
            tuple(
                "socket_id=" + alice.socketId() + "&channel_name=private-orders.17",
                "token of the page"));
  }

  @Test
  void givenARefusedPrivateChannel_itsErrorIsTold() {
    scene.app().channels(AuthEndpoint.refusing(403));
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("void hear(echo.private('orders.17'))");

    alice.next("refused:403");
    assertThat(alice.seen("joined")).isEmpty();
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  @Tag("WS-066")
  void givenAPresenceChannel_membersAreHereJoiningAndLeaving() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("meet(echo.join('room'))");
    assertThat(alice.next("here")).isEqualTo("[{\"name\":\"Name of alice\"}]");
    Tab bob = scene.tab("bob").connect();
    bob.evaluate("meet(echo.join('room'))");

    assertThat(bob.next("here")).contains("Name of alice", "Name of bob");
    assertThat(alice.next("joining")).isEqualTo("{\"name\":\"Name of bob\"}");
    bob.evaluate("echo.leave('room')");
    assertThat(alice.next("leaving")).isEqualTo("{\"name\":\"Name of bob\"}");
  }

  @Test
  void givenAnEncryptedChannel_whatTheBackendEncipheredIsHeard() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("void hear(echo.encryptedPrivate('orders'), '.shipped')");
    alice.next("joined");
    backend.trigger(List.of("private-encrypted-orders"), "shipped", Map.of("to", "Ångström"));

    assertThat(alice.next("heard:.shipped")).isEqualTo("{\"to\":\"Ångström\"}");
  }

  @Test
  @Tag("WS-082")
  void givenAWhisper_theOthersHearIt() {
    Tab alice = scene.tab("alice").connect();
    Tab bob = scene.tab("bob").connect();
    for (Tab tab : List.of(alice, bob)) {
      tab.evaluate(
          "void hear(echo.private('room'))"
              + ".listenForWhisper('typing', (data) => see('whispered', data))");
      tab.next("joined");
    }
    bob.evaluate("void echo.private('room').whisper('typing', {chars: 3})");

    assertThat(alice.next("whispered")).isEqualTo("{\"chars\":3}");
    bob.settle();
    assertThat(bob.seen("whispered")).isEmpty();
  }

  @Test
  void givenANotification_itIsTold() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate(
        "void hear(echo.private('App.Models.User.17'))"
            + ".notification((notification) => see('notified', notification))");
    alice.next("joined");
    backend.trigger(
        List.of("private-App.Models.User.17"),
        "Illuminate\\Notifications\\Events\\BroadcastNotificationCreated",
        Map.of("type", "InvoicePaid"));

    assertThat(alice.next("notified")).isEqualTo("{\"type\":\"InvoicePaid\"}");
  }

  @Test
  @Tag("HTTP-055")
  void givenAnEventToOthers_theSenderDoesNotHearIt() {
    Tab alice = scene.tab("alice").connect();
    Tab bob = scene.tab("bob").connect();
    for (Tab tab : List.of(alice, bob)) {
      tab.evaluate("void hear(echo.channel('orders'), '.shipped')");
      tab.next("joined");
    }
    String sender = String.valueOf(alice.evaluate("echo.socketId()"));
    backend.triggerExcept(sender, "orders", "shipped", Map.of());

    bob.next("heard:.shipped");
    alice.settle();
    assertThat(alice.seen("heard")).isEmpty();
  }

  @Test
  @Tag("WS-059")
  void givenALeftChannel_nothingOfItIsHeard() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("void hear(echo.private('orders'), '.shipped')");
    alice.next("joined");
    alice.evaluate("echo.leave('orders')");
    alice.settle();
    backend.trigger(List.of("private-orders"), "shipped", Map.of());

    alice.settle();
    assertThat(alice.seen("heard")).isEmpty();
  }

  @Test
  @Tag("WS-034")
  @Tag("WS-047")
  void givenASignin_eventsToTheUserArrive() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("echo.connector.signin()");
    alice.next("pusher:signin_success");
    scene.belfry().backend().sendToUser("alice", "paid", "{\"invoice\":17}");

    assertThat(alice.next("user:paid")).isEqualTo("{\"invoice\":17}");
    assertThat(scene.app().calls(TestApp.ECHO_USER_AUTH)).hasSize(1);
  }
}
