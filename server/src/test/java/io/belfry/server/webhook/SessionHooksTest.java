package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Decision.SignedIn;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Beginnings and ends of sessions through crashes and drains. */
class SessionHooksTest {
  @Test
  @Tag("USR-063")
  void givenSessionsInAProcessThatIsKilled_theNextOneTellsOnceThatTheyHaveEnded()
      throws IOException {
    ManualWebhooks users =
        ManualWebhooks.of(endpoint("a").types(Type.SESSION_STARTED, Type.SESSION_ENDED).build());
    SignedIn lost = session("1.1", "web-1");
    SignedIn over = session("1.2", null);
    users.decided(new Decision.SessionStarted(ManualWebhooks.APP, lost));
    users.decided(new Decision.SessionStarted(ManualWebhooks.APP, over));
    users.decided(new Decision.SessionEnded(ManualWebhooks.APP, over, 1001));
    users.settle();
    assertThat(users.receiver.said())
        .containsExactly("session_started ada", "session_started ada", "session_ended ada");
    users.receiver.clear();
    users.kill();
    users.settle();

    assertThat(users.receiver.said()).containsExactly("session_ended ada");
    assertThat(ManualPoster.text(users.receiver.attempts.get(0)))
        .contains("\"socket_id\":\"1.1\",\"session\":\"web-1\"", "\"code\":1006");
    assertThat(users.disk.held()).isEmpty();
    users.receiver.clear();
    users.kill();
    users.settle();
    assertThat(users.receiver.said()).isEmpty();
  }

  @Test
  @Tag("USR-063")
  void givenADrain_theEndsOfSessionsAreToldByTheProcessThatEndsThem() {
    ManualWebhooks users = ManualWebhooks.of(endpoint("a").types(Type.SESSION_ENDED).build());
    SignedIn session = session("1.1", null);
    users.decided(new Decision.SessionStarted(ManualWebhooks.APP, session));
    users.settle();
    users.drain();
    users.decided(new Decision.SessionEnded(ManualWebhooks.APP, session, 4200));
    users.restart();
    users.settle();

    assertThat(users.receiver.said()).containsExactly("session_ended ada");
    assertThat(ManualPoster.text(users.receiver.attempts.get(0))).contains("\"code\":4200");
  }

  private static SignedIn session(String socketId, @Nullable String login) {
    return new SignedIn(new UserId("ada"), SocketId.parse(socketId).orElseThrow(), login, null);
  }
}
