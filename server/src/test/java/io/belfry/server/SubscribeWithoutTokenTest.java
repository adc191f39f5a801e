package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Authorization.Authorized;
import io.belfry.server.hook.Authorization.NotAuthorized;
import io.belfry.server.hook.Authorization.TokenNeeded;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.testkit.RecordingClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that lets connections into channels without a token. */
@Tag("WS-135")
class SubscribeWithoutTokenTest {
  private static final String MISSING = "Auth value for subscription is missing";

  private final BlockingQueue<Authorizing> asked = new LinkedBlockingQueue<>();
  private final BlockingHooks hooks =
      new BlockingHooks() {
        @Override
        public Authorization authorizing(Authorizing facts) {
          asked.add(facts);
          return switch (facts.channel().text()) {
            case "private-secret" -> new NotAuthorized("Not yours");
            case "private-else" -> new TokenNeeded();
            default -> new Authorized();
          };
        }

        @Override
        public Permission subscribing(Subscribing facts) {
          return refuse("This one is for those with a token");
        }
      };

  @AutoClose private final TestServer server = TestServer.withParts(2, parts -> parts.hooks(hooks));

  @Test
  void givenAHookThatAuthorizes_theClientIsInAndGetsEventsAndASecondTimeChangesNothing() {
    TestConnection ada = server.signedIn("ada");
    ada.subscribe("private-room", "");
    assertThat(ada.next()).isEqualTo(succeeded("private-room"));
    assertThat(asked.remove().user()).hasToString("ada");
    ada.subscribe("private-room", "");
    assertThat(ada.next()).isEqualTo(succeeded("private-room"));
    server.publish("{\"name\":\"e\",\"channel\":\"private-room\",\"data\":\"1\"}");
    assertThat(ada.next()).contains("\"event\":\"e\"");
    ada.hasNothing();
  }

  @Test
  void givenAHookThatRefusesOrSaysNothing_theClientIsTold() {
    TestConnection ada = server.connect();
    ada.subscribe("private-secret", "");
    assertThat(ada.next()).contains("subscription_error").contains("Not yours").contains("403");
    assertThat(ada.next()).contains("4305").contains("Not yours");
    ada.subscribe("private-else", "");
    assertThat(ada.next()).contains("subscription_error").contains(MISSING).contains("401");
    assertThat(ada.next()).contains("4305");
  }

  @Test
  void givenAPresenceChannel_theClientJoinsAsWhoIsSignedInWhateverItSays() {
    String asBob =
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-room\",\"auth\":\"\","
            + "\"channel_data\":\"{\\\"user_id\\\":\\\"bob\\\"}\"}}";
    TestConnection ada = server.signedIn("ada");
    ada.send(asBob);
    assertThat(ada.next()).contains("subscription_succeeded").contains("ada").doesNotContain("bob");

    TestConnection stranger = server.connect();
    stranger.send(asBob);
    assertThat(stranger.next()).contains("subscription_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"private-encrypted-room", "#server-to-user-ada"})
  void givenAChannelThatNeedsMore_noHookIsAsked(String channel) {
    TestConnection ada = server.connect();
    ada.subscribe(channel, "");
    assertThat(ada.next()).contains("subscription_error");
    assertThat(asked).isEmpty();
  }

  @Test
  @Tag("WS-132")
  void givenAPageOfAnotherSite_noHookIsAsked() {
    RecordingClient page = server.open("/app/app-key?protocol=7", "Origin: https://evil.example");
    page.next();
    page.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-room\",\"auth\":\"\"}}");
    assertThat(page.next()).contains("subscription_error").contains("need a token");
    assertThat(asked).isEmpty();
  }

  @Test
  void givenASubscriptionThatSaysNoAuthAtAll_itIsRefusedAsEver() {
    TestConnection ada = server.connect();
    ada.subscribe("private-room");
    assertThat(ada.next()).contains("subscription_error").contains(MISSING);
    assertThat(asked).isEmpty();
  }
}
