package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.docs.AuthEndpointTest.Answer;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.ChannelAuth;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the guide shows of endpoints for presence and watchlists, judged by a real server. */
class PresenceEndpointTest {
  private static final Optional<String> ADA = Optional.of("ada");
  private static final String TEAM = "presence-team";

  private TestBelfry server;
  private Pusher belfry;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.backend();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // snippet: presence-auth-endpoint
  /** Answers POST /pusher/auth for a presence channel. */
  Answer presenceAuth(String body, Optional<String> session) {
    try {
      AuthRequest request = AuthRequest.parse(body);
      String channel = request.requiredChannelName();
      if (session.isEmpty() || !channel.equals("presence-team")) {
        return Answer.json(403, "{\"error\":\"Not for you.\"}");
      }
      PresenceData member = PresenceData.of(session.get()).withUserInfo("{\"name\":\"Ada\"}");
      return Answer.json(
          200, belfry.authorizeChannel(request.socketId(), channel, member).toJson());
    } catch (IllegalArgumentException e) {
      return Answer.json(400, "{\"error\":\"This is no request of a client.\"}");
    }
  }

  // end

  @Test
  void givenMemberData_theMemberJoinsWithIt() {
    try (TestBelfry.Connection connection = server.connect()) {
      String form = "socket_id=" + connection.socketId() + "&channel_name=presence-team";

      assertThat(connection.subscribe(TEAM, presenceAuth(form, ADA).body()))
          .contains("subscription_succeeded", "\\\"ids\\\":[\\\"ada\\\"]", "Ada");
    }
  }

  @Test
  void givenNoSessionOrAnotherChannel_nothingIsSigned() {
    assertThat(presenceAuth("socket_id=1.2&channel_name=presence-team", Optional.empty()).status())
        .isEqualTo(403);
    assertThat(presenceAuth("socket_id=1.2&channel_name=presence-other", ADA).status())
        .isEqualTo(403);
    assertThat(presenceAuth("socket_id=1.2", ADA).status()).isEqualTo(400);
  }

  @Test
  void givenASignedInConnection_itJoinsAsItsUser() {
    try (TestBelfry.Connection connection = server.connect()) {
      UserData ada = UserData.of("ada").withUserInfo("{\"name\":\"Ada\"}");
      String socketId = connection.socketId();
      String signin = belfry.authenticateUser(socketId, ada).toJson();
      assertThat(connection.ask("pusher:signin", signin)).contains("pusher:signin_success");
      // snippet: presence-auth-signed-in
      ChannelAuth auth = belfry.authorizeChannelAsSignedInUser(socketId, "presence-team");
      // end

      assertThat(connection.subscribe(TEAM, auth.toJson()))
          .contains("subscription_succeeded", "\\\"ids\\\":[\\\"ada\\\"]", "Ada");
    }
  }

  @Test
  void givenNoMember_aPresenceChannelIsNotSigned() {
    assertThatThrownBy(() -> belfry.authorizeChannel("1.2", TEAM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givenAWatchlist_theStateOfEachUserComes() {
    try (TestBelfry.Connection connection = server.connect()) {
      // snippet: watchlist-user-data
      UserData user = UserData.of("ada").withWatchlist(List.of("bob", "cleo"));
      // end
      String signin = belfry.authenticateUser(connection.socketId(), user).toJson();

      assertThat(connection.ask("pusher:signin", signin)).contains("pusher:signin_success");
      assertThat(connection.client().next()).contains("watchlist_events", "offline", "bob", "cleo");
    }
  }
}
