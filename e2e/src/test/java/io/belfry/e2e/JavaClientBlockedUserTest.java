package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import io.belfry.e2e.JavaClientScene.Client;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Our client against our server: its user is blocked. */
class JavaClientBlockedUserTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock();
  @AutoClose private final JavaClientScene scene = JavaClientScene.start(clock);

  private void block() {
    scene.backend().users().block("ada", HOUR, "Spam");
  }

  /** What the connection says went wrong, each as code and sentence. */
  private static BlockingQueue<String> errorsOf(Client client) {
    BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    client
        .pusher()
        .getConnection()
        .bind(
            ConnectionState.ALL,
            new ConnectionEventListener() {
              @Override
              public void onConnectionStateChange(ConnectionStateChange change) {}

              @Override
              public void onError(String message, @Nullable String code, Exception e) {
                errors.add(code + " " + message);
              }
            });
    return errors;
  }

  private static void isToldAndStaysAway(Client client, BlockingQueue<String> errors)
      throws InterruptedException {
    assertThat(errors.poll(10, TimeUnit.SECONDS)).startsWith("4009 ").contains("Spam");
    client.heard().await("DISCONNECTED");
    assertThat(client.pusher().getConnection().getState()).isEqualTo(ConnectionState.DISCONNECTED);
    assertThat(client.pusher().user().userId()).isNull();
  }

  @Test
  @Tag("USR-031")
  void givenAUserWhoIsBlocked_theClientIsToldWhyAndStaysAway() throws InterruptedException {
    Client ada = scene.signedIn("ada");
    BlockingQueue<String> errors = errorsOf(ada);
    block();

    isToldAndStaysAway(ada, errors);
  }

  @Test
  @Tag("USR-031")
  void givenABlockedUser_aSignInIsToldWhyAndTheBlockEndsByItself() throws InterruptedException {
    block();
    Client ada = scene.client();
    BlockingQueue<String> errors = errorsOf(ada);
    ada.pusher().connect();
    ada.pusher().signin();
    isToldAndStaysAway(ada, errors);

    clock.advance(HOUR);
    ada.pusher().connect();
    ada.heard().await("signed in ada");
  }
}
