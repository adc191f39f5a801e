package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.e2e.JavaClientScene.Heard;
import io.belfry.junit.BelfryTest;
import io.belfry.junit.TestBelfry;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client, over a wire and to a server that fail, as the JUnit extension has them. */
@BelfryTest(patienceMillis = 20_000)
class JavaClientFaultsTest {
  private final TestBelfry belfry;
  private final Heard heard = new Heard();
  private final Pusher client;

  JavaClientFaultsTest(TestBelfry belfry) {
    this.belfry = belfry;
    String endpoint = belfry.authEndpoint("ada").toString();
    client =
        new Pusher(
            belfry.appKey(),
            new PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(belfry.port())
                .setUseTLS(false)
                .setUserAuthenticator(new HttpUserAuthenticator(endpoint))
                .setChannelAuthorizer(new HttpChannelAuthorizer(endpoint)));
    client.getConnection().bind(ConnectionState.ALL, heard);
    client.user().bindSignin(heard);
    client.user().bind("order", heard);
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void signIn() {
    client.connect();
    client.signin();
    heard.await("signed in ada");
  }

  private void isReached() {
    belfry.pusher().sendToUser("ada", "order", "{}");
    belfry.assertDelivered("order").withData("{}").to("ada");
    heard.await("order {}");
    belfry.assertNothingMoreTo("ada");
  }

  @Test
  @Tag("CL-006")
  void givenAConnectionThatIsCut_itComesBackAsTheSameUser() {
    signIn();
    isReached();
    belfry.cut(Objects.requireNonNull(client.getConnection().getSocketId()));
    heard.await("signed in ada");
    isReached();
  }

  @Test
  @Tag("CL-006")
  void givenANodeThatIsDroppedAndComesBack_itComesBackToo() {
    signIn();
    belfry.dropNode();
    heard.await("RECONNECTING");
    belfry.restart();
    heard.await("signed in ada");
    isReached();
  }

  @Test
  @Tag("CL-009")
  void givenAnEndpointThatRefuses_itIsToldAndMaySignInLater() {
    belfry.refuseAuth();
    client.connect();
    client.signin();
    heard.await("refused AuthenticationFailureException");
    assertThat(belfry.authRequests()).isEqualTo(1);
    belfry.allowAuth();
    client.signin();
    heard.await("signed in ada");
  }
}
