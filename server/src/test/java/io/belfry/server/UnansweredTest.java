package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the app's state that do not come, or come too late. */
class UnansweredTest {
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final String SERVER_FAILED =
      error(4309, "The server could not do this now. Try again.");
  private static final String ADA = "{\"id\":\"ada\"}";
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  private final List<MutedCluster> clusters = new ArrayList<>();

  private TestServer server(int loops) {
    return TestServer.withCluster(
        loops,
        cluster -> {
          clusters.add(new MutedCluster(cluster));
          return clusters.get(0);
        });
  }

  /** Lets the time pass that an answer has, when the client has asked. */
  private static void outlast(TestServer server) {
    server.post("/apps/1/users/nobody/terminate_connections", "{}");
    server.clock().advance(TIME);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Tag("WS-120")
  void givenASignInWithoutAnAnswer_itIsToldInTimeAndNothingOfItStays(int loops) {
    try (TestServer server = server(loops)) {
      MutedCluster cluster = clusters.get(0);
      TestConnection ada = server.connect();
      cluster.mute();
      ada.signin(ADA);
      ada.send(PING);
      outlast(server);

      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      assertThat(ada.next()).isEqualTo(PONG);
      cluster.speak();
      ada.hasNothing();
      server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"1\"}");
      ada.hasNothing();
      ada.signin("{\"id\":\"bob\"}");
      assertThat(ada.next()).contains("pusher:signin_success");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"news", "cache-news"})
  @Tag("WS-120")
  void givenASubscriptionWithoutAnAnswer_itIsToldInTimeAndNothingOfItStays(String channel) {
    try (TestServer server = server(1)) {
      MutedCluster cluster = clusters.get(0);
      TestConnection ada = server.connect();
      cluster.mute();
      ada.subscribe(channel);
      outlast(server);

      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      cluster.speak();
      server.publish("{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"1\"}");
      ada.hasNothing();
      ada.subscribe(channel);
      assertThat(ada.next()).isEqualTo(succeeded(channel));
    }
  }

  @Test
  @Tag("WS-120")
  void givenAMemberWithoutAnAnswer_nobodyMeetsIt() {
    try (TestServer server = server(1)) {
      MutedCluster cluster = clusters.get(0);
      TestConnection ada = server.signedIn("ada");
      cluster.mute();
      ada.subscribePrivate("presence-room");
      outlast(server);

      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      cluster.speak();
      TestConnection bob = server.signedIn("bob");
      bob.subscribePrivate("presence-room");
      assertThat(bob.next()).contains("\\\"ids\\\":[\\\"bob\\\"]");
      ada.hasNothing();
      ada.subscribePrivate("presence-room");
      assertThat(ada.next()).contains("\\\"ids\\\":[\\\"bob\\\",\\\"ada\\\"]");
    }
  }
}
