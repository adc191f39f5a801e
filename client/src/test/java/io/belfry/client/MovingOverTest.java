package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.connection.ConnectionState;
import io.belfry.client.util.HttpAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs written for the official client, with only the import changed. */
class MovingOverTest {
  private static final String APP_KEY = "key";

  @Test
  void givenTheUsualLines_theySignInAndReceive() {
    String answer = "{\"auth\":\"k:s\",\"user_data\":\"" + Scene.USER_DATA + "\"}";
    try (ScriptedServer server = ScriptedServer.start();
        HttpEndpoint endpoint = HttpEndpoint.start(request -> new Answer(200, answer))) {
      PusherOptions options =
          new PusherOptions().setUserAuthenticator(new HttpUserAuthenticator(endpoint.url()));
      options.setHost("127.0.0.1").setWsPort(server.port()).setEncrypted(false);
      Recorder recorder = new Recorder();

      Pusher pusher = new Pusher(APP_KEY, options);
      options.setHost("changed.invalid");
      pusher.connect();
      pusher.signin();
      pusher.user().bind("event", e -> recorder.onEvent(e));

      try (ServerSide side = server.accept()) {
        side.greet("1.1", 120);
        assertThat(side.next()).contains("pusher:signin");
        side.send(Scene.signedIn());
        side.send(Scene.event("event", "#server-to-user-u7", "1"));
        assertThat(recorder.next()).isEqualTo("event event 1");
      }
      pusher.close();
      assertThat(pusher.getConnection().getState()).isEqualTo(ConnectionState.DISCONNECTED);
    }
  }

  @Test
  @Tag("CL-027")
  void givenACluster_itCountsOnlyForWhoAsksForTheHostedService() {
    PusherOptions hosted = new PusherOptions().hosted().setCluster("eu");
    PusherOptions own = new PusherOptions().setHost("push.example.com").setCluster("eu");

    assertThat(hosted.buildUrl("k"))
        .startsWith("wss://ws-eu.pusher.com:443/app/k?protocol=7&client=belfry-java&version=");
    assertThat(new PusherOptions().hosted().buildUrl("k")).startsWith("wss://ws.pusherapp.com:443");
    assertThat(own.buildUrl("k")).startsWith("wss://push.example.com:443/app/k?");
    assertThatThrownBy(() -> own.hosted().buildUrl("k")).hasMessageContaining("Both setHost");
  }

  @Test
  @Tag("CL-027")
  void givenNoHost_noClientIsMadeAndNothingGoesToAStranger() {
    PusherOptions forgotten = new PusherOptions().setCluster("eu");

    assertThatThrownBy(() -> new Pusher("key")).hasMessageContaining("PusherOptions.setHost");
    assertThatThrownBy(() -> new Pusher("key", forgotten)).hasMessageContaining("setHost");
    assertThatThrownBy(() -> forgotten.buildUrl("key")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givenOldNames_theyMeanTheNewOnes() {
    HttpAuthorizer authorizer = new HttpAuthorizer("https://example.com/pusher/auth");
    PusherOptions options = new PusherOptions().setAuthorizer(authorizer).setEncrypted(false);

    assertThat(options.getChannelAuthorizer()).isSameAs(authorizer);
    assertThat(options.getAuthorizer()).isSameAs(authorizer);
    assertThat(options.isUseTLS()).isFalse();
  }

  @Test
  void givenSettingsThatCannotWork_theyAreRefusedAtOnce() {
    PusherOptions options = new PusherOptions();
    Proxy socks = new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("p", 1));

    assertThatThrownBy(() -> options.setActivityTimeout(999)).hasMessageContaining("1000 ms");
    assertThatThrownBy(() -> options.setPongTimeout(0)).hasMessageContaining("1000 ms");
    assertThatThrownBy(() -> options.setWsPort(0)).hasMessageContaining("1 to 65535");
    assertThatThrownBy(() -> options.setWssPort(70_000)).hasMessageContaining("65535");
    assertThat(options.setProxy(socks).getProxy()).isSameAs(socks);
    assertThatThrownBy(() -> options.setHeaders(Map.of("Host", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
