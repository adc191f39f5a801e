package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.UserAuthenticator;
import io.belfry.client.connection.ConnectionState;
import io.belfry.e2e.JavaClientScene.Heard;
import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client with the access token of an identity provider, and nothing else. */
@Tag("nodes")
class JavaClientJwtTest {
  private static final String SUCCESS =
      "pusher:signin_success {\"user_data\":\"{\\\"id\\\":\\\"ada\\\"}\"}";

  private final ManualClock clock = new ManualClock();
  private final IdentityProvider provider = IdentityProvider.start();
  private final Belfry belfry =
      Belfry.start(
          clock,
          "user_authentication: {jwt: [{issuer: \"%s\", audience: %s, jwks_url: \"%s\"}]}"
              .formatted(provider.issuer(), provider.audience(), provider.keysUrl()));
  private final Heard heard = new Heard();
  private Pusher pusher = client(() -> token(Duration.ofSeconds(100)));

  @AfterEach
  void close() {
    pusher.close();
    belfry.close();
    provider.close();
  }

  private String token(Duration life) {
    return provider.token("ada", clock.instant(), life);
  }

  private Pusher client(Supplier<String> tokens) {
    Pusher client =
        new Pusher(
            Belfry.KEY,
            new PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(belfry.port())
                .setUseTLS(false)
                .setUserAuthenticator(UserAuthenticator.ofAccessToken(tokens)));
    client.getConnection().bind(ConnectionState.ALL, heard);
    client.user().bindSignin(heard);
    client.user().bind("order", heard);
    return client;
  }

  private void signIn() {
    pusher.connect();
    pusher.signin();
  }

  @Test
  @Tag("USR-050")
  @Tag("USR-043")
  void givenAnAccessToken_itSignsInRenewsBeforeTheEndAndHearsItsEvents() {
    pusher.bind("pusher:signin_success", heard);
    signIn();
    heard.await(SUCCESS);
    String socketId = pusher.getConnection().getSocketId();
    clock.advance(Duration.ofSeconds(71));
    heard.await(SUCCESS);
    belfry.backend().sendToUser("ada", "order", "1");
    heard.await("order 1");
    clock.advance(Duration.ofSeconds(59));
    belfry.backend().sendToUser("ada", "order", "2");

    assertThat(heard.await("order 2")).isEmpty();
    assertThat(pusher.getConnection().getSocketId()).isEqualTo(socketId);
  }

  @Test
  @Tag("USR-051")
  void givenATokenThatIsOver_theFailureSaysSoAndTheConnectionStays() {
    pusher.close();
    pusher = client(() -> token(Duration.ofSeconds(5)));
    signIn();
    heard.await("refused AuthenticationFailureException");

    assertThat(heard.await("error 4009 AuthenticationFailureException")).isEmpty();
    assertThat(pusher.getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
  }

  @Test
  @Tag("USR-057")
  void givenAProviderThatIsDown_itComesBackByItselfWhenItIsUp() {
    provider.goDown();
    signIn();
    heard.await("RECONNECTING");
    provider.comeUp();
    clock.advance(Duration.ofMinutes(1));

    heard.await("signed in ada");
  }
}
