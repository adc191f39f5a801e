package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.ServerSide;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections and auth endpoints behind TLS, with a certificate that the JVM does not know. */
class TlsTest {
  private static SelfSigned here;
  private static SelfSigned elsewhere;

  @BeforeAll
  static void makeCertificates(@TempDir Path one, @TempDir Path two) {
    here = SelfSigned.make(one, "ip:127.0.0.1");
    elsewhere = SelfSigned.make(two, "dns:elsewhere.example");
  }

  private static Scene open(TlsTerminator terminator, UnaryOperator<PusherOptions> settings) {
    Scene scene =
        Scene.open(
            options -> settings.apply(options.setUseTLS(true).setWssPort(terminator.port())));
    terminator.passOnTo(scene.server().port());
    return scene;
  }

  @Test
  void givenAContextThatTrustsTheServer_messagesGoBothWays() {
    try (TlsTerminator terminator = TlsTerminator.start(here.context());
        Scene scene = open(terminator, options -> options.setSslContext(here.context()))) {
      scene.pusher().subscribe("news", scene.recorder(), "e");
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).contains("pusher:subscribe");
      side.send(Scene.succeeded("news"));
      side.send(Scene.event("e", "news", "1"));

      scene.recorder().await("event e 1");
    }
  }

  @Test
  void givenAContextAndAReconnect_itIsUsedAgain() {
    try (TlsTerminator terminator = TlsTerminator.start(here.context());
        Scene scene = open(terminator, options -> options.setSslContext(here.context()))) {
      scene.connect("1.1").sendClose(4200, "elsewhere");
      scene.reconnect("2.2");

      assertThat(scene.pusher().getConnection().getSocketId()).isEqualTo("2.2");
    }
  }

  @Test
  void givenNoContext_aCertificateThatTheJvmDoesNotKnowIsRefused() {
    try (TlsTerminator terminator = TlsTerminator.start(here.context());
        Scene scene = open(terminator, options -> options)) {
      refuses(scene);
    }
  }

  @Test
  void givenACertificateOfAnotherHost_itIsRefusedAlthoughItIsTrusted() {
    try (TlsTerminator terminator = TlsTerminator.start(elsewhere.context());
        Scene scene = open(terminator, options -> options.setSslContext(elsewhere.context()))) {
      refuses(scene);
    }
  }

  private static void refuses(Scene scene) {
    scene.pusher().connect();

    assertThat(scene.recorder().await("RECONNECTING"))
        .containsExactly("CONNECTING", "error null ConnectionFailureException");
    assertThat(scene.recorder().lastFailure()).hasCauseInstanceOf(SSLException.class);
    assertThat(scene.recorder().lastMessage())
        .startsWith("No connection to wss://127.0.0.1:")
        .contains("certificate is");
  }

  @Test
  void givenAuthEndpointsBehindTls_theirContextCounts() {
    try (HttpEndpoint endpoint = HttpEndpoint.start(request -> new Answer(200, "{}"));
        TlsTerminator terminator = TlsTerminator.start(here.context())) {
      terminator.passOnTo(URI.create(endpoint.url()).getPort());
      String url = "https://127.0.0.1:" + terminator.port() + "/auth";
      HttpChannelAuthorizer authorizer = new HttpChannelAuthorizer(url);
      HttpUserAuthenticator authenticator = new HttpUserAuthenticator(url);
      authorizer.setSslContext(here.context());
      authenticator.setSslContext(here.context());

      assertThat(authorizer.isSSL()).isTrue();
      assertThat(authorizer.authorize("private-a", "1.1")).isEqualTo("{}");
      assertThat(authenticator.authenticate("1.1")).isEqualTo("{}");
      assertThatThrownBy(() -> new HttpChannelAuthorizer(url).authorize("private-a", "1.1"))
          .isInstanceOf(AuthorizationFailureException.class)
          .hasMessageContaining("SSL");
    }
  }
}
