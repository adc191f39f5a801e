package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pusher-js where it gets no WebSocket. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class FallbackBrowserTest {
  /** It would load SockJS from the vendor's network; the file is the same. */
  private static final String OWN_SOCKJS =
      """
      ((make) => {
        Pusher.Runtime.createScriptRequest = (url) =>
          make.call(Pusher.Runtime, url.includes("/sockjs") ? "/sockjs.min.js" : url);
      })(Pusher.Runtime.createScriptRequest)
      """;

  @AutoClose private final Scene scene;

  FallbackBrowserTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  private Tab connected(String user, String transport) {
    Tab tab = scene.tab(user);
    tab.evaluate(OWN_SOCKJS);
    tab.connect("enabledTransports: ['" + transport + "']", http());
    assertThat(tab.evaluate("pusher.connection.connection.transport.name")).isEqualTo(transport);
    return tab;
  }

  private String http() {
    return "httpHost: '127.0.0.1', httpPort: " + scene.proxy().port();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xhr_streaming", "xhr_polling", "sockjs"})
  @Tag("WS-100")
  @Tag("WS-101")
  void givenATransportOfTheFallback_signinChannelsAndEventsWorkOverIt(String transport) {
    Tab alice = connected("alice", transport).signin().join("private-room");
    Tab bob = scene.signedIn("bob").join("private-room");

    alice.evaluate("pusher.channel('private-room').trigger('client-hello', {from: 'alice'})");
    assertThat(bob.next("private-room:client-hello")).isEqualTo("{\"from\":\"alice\"}");
    bob.evaluate("pusher.channel('private-room').trigger('client-hello', {from: 'bob'})");
    assertThat(alice.next("private-room:client-hello")).isEqualTo("{\"from\":\"bob\"}");
    scene.belfry().backend().sendToUser("alice", "paid", "{\"text\":\"Grüße \u2028 \\\"\"}");
    assertThat(alice.next("user:paid")).contains("Grüße");

    scene.belfry().backend().terminateUserConnections("alice");
    alice.next("state:disconnected");
    bob.settle();
    assertThat(alice.state()).isEqualTo("disconnected");
    assertThat(alice.seen("state:connected")).hasSize(1);
    assertThat(scene.belfry().connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xhr_streaming", "xhr_polling", "sockjs"})
  @Tag("WS-099")
  @Tag("WS-100")
  void givenAServerThatGoesDown_theTabIsSignedInOnTheNextOne(String transport) {
    Tab alice = connected("alice", transport).signin().join("private-room");
    try (Belfry other = Belfry.start()) {
      scene.proxy().leadTo(other.port());
      scene.belfry().drain();
      scene.belfry().close();

      alice.next("state:connected");
      alice.next("pusher:signin_success");
      alice.next("private-room:pusher:subscription_succeeded");
      other.backend().sendToUser("alice", "paid", "{}");
      alice.next("user:paid");
    }
  }

  @Test
  @Tag("WS-092")
  @Tag("WS-100")
  void givenARefusedWebSocket_itFallsBackByItself() {
    int noWebSocket = URI.create(scene.app().url("/")).getPort();
    Tab alice =
        scene
            .tab("alice")
            .connect("enabledTransports: undefined", "wsPort: " + noWebSocket, http())
            .signin();

    assertThat(alice.evaluate("pusher.connection.connection.transport.name"))
        .isEqualTo("xhr_streaming");
    scene.belfry().backend().sendToUser("alice", "paid", "{}");
    assertThat(alice.next("user:paid")).isEqualTo("{}");
  }

  @Test
  @Tag("WS-099")
  void givenAnUnknownApp_itStopsForGood() {
    Tab tab = scene.tab("alice", "nobody");
    tab.start("enabledTransports: ['xhr_streaming']", http());

    assertThat(tab.next("error:4001")).contains("Application does not exist");
    tab.next("state:disconnected");
  }
}
