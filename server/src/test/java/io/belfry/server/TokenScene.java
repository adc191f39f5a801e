package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.IdentityProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** An identity provider, a server that takes its tokens, and users who sign in by them. */
abstract class TokenScene {
  static final Duration LIFE = Duration.ofMinutes(10);

  final IdentityProvider provider = IdentityProvider.start();
  final TestServer server;

  /**
   * Starts both.
   *
   * @param yaml configuration of a server that takes tokens of that provider
   */
  TokenScene(Function<IdentityProvider, String> yaml) {
    server = TestServer.withConfig(yaml.apply(provider));
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  final Instant now() {
    return server.clock().instant();
  }

  final String token(String user, String... more) {
    return provider.sign(provider.claims(user, now(), LIFE, more));
  }

  static void signIn(TestConnection connection, String token) {
    connection.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + token + "\"}}");
  }

  final TestConnection signedIn(String token) {
    TestConnection connection = server.connect();
    signIn(connection, token);
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  final void assertRefused(String token) {
    TestConnection connection = server.connect();
    signIn(connection, token);
    assertThat(connection.next()).isEqualTo(error(4009, "Token revoked"));
    connection.hasNothing();
  }

  static void assertEnded(TestConnection connection, int code, String sentence) {
    assertThat(connection.next()).isEqualTo(error(code, sentence));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(code);
    connection.client().answerClose();
  }
}
