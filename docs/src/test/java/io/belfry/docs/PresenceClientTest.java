package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.User;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.PresenceData;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members, client events and watched users in the Java client, with a real server. */
class PresenceClientTest {
  private static final String TEAM = "presence-team";

  private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
  private TestBelfry server;
  private io.belfry.rest.Pusher belfry;
  private TestApplication application;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.backend();
    application = TestApplication.start(this::sign);
  }

  @AfterEach
  void stop() {
    application.close();
    server.close();
  }

  private String sign(AuthRequest request) {
    return request
        .channelName()
        .map(channel -> member(request.socketId(), "ada"))
        .orElseGet(
            () -> {
              UserData ada = UserData.of("ada").withWatchlist(List.of("bob"));
              return belfry.authenticateUser(request.socketId(), ada).toJson();
            });
  }

  private String member(String socketId, String user) {
    return belfry.authorizeChannel(socketId, TEAM, PresenceData.of(user)).toJson();
  }

  private void show(String line) {
    shown.add(line);
  }

  private @Nullable String next() throws InterruptedException {
    return shown.poll(10, TimeUnit.SECONDS);
  }

  private Pusher connected() {
    PusherOptions options =
        new PusherOptions()
            .setHost("127.0.0.1")
            .setWsPort(server.port())
            .setUseTLS(false)
            .setUserAuthenticator(
                new HttpUserAuthenticator(application.uri() + "/pusher/user-auth"))
            .setChannelAuthorizer(new HttpChannelAuthorizer(application.uri() + "/pusher/auth"));
    Pusher pusher = new Pusher("app-key", options);
    pusher.connect();
    return pusher;
  }

  @Test
  void givenAPresenceChannel_theClientHearsOfMembersAndTheirEvents() throws InterruptedException {
    try (Pusher pusher = connected()) {
      // snippet: client-presence
      PresenceChannel team =
          pusher.subscribePresence(
              "presence-team",
              new PresenceChannelEventListener() {
                @Override
                public void onUsersInformationReceived(String channelName, Set<User> users) {
                  show(users.size() + " here");
                }

                @Override
                public void userSubscribed(String channelName, User user) {
                  show(user.getId() + " came");
                }

                @Override
                public void userUnsubscribed(String channelName, User user) {
                  show(user.getId() + " left");
                }

                @Override
                public void onEvent(PusherEvent event) {
                  show(event.getUserId() + ": " + event.getData());
                }
              },
              "client-typing");
      // end
      application.ready();
      assertThat(next()).isEqualTo("1 here");
      try (TestBelfry.Connection bob = server.connect()) {
        assertThat(bob.subscribe(TEAM, member(bob.socketId(), "bob")))
            .contains("subscription_succeeded");
        assertThat(next()).isEqualTo("bob came");
        // snippet: client-trigger
        team.trigger("client-typing", "{\"where\":\"order 7\"}");
        // end
        assertThat(bob.client().next()).contains("client-typing", "order 7", "\"user_id\":\"ada\"");
        bob.client()
            .send("{\"event\":\"client-typing\",\"channel\":\"presence-team\",\"data\":\"here\"}");
        assertThat(next()).isEqualTo("bob: here");
      }
      assertThat(next()).isEqualTo("bob left");
    }
  }

  @Test
  void givenAWatchlist_theClientHearsWhoComesAndGoes() throws InterruptedException {
    try (Pusher pusher = connected()) {
      // snippet: client-watchlist
      pusher.user().watchlist().bind("online", event -> show("online: " + event.userIds()));
      pusher.user().watchlist().bind("offline", event -> show("offline: " + event.userIds()));
      pusher.signin();
      // end
      application.ready();
      assertThat(next()).isEqualTo("offline: [bob]");
      try (TestBelfry.Connection bob = server.connect()) {
        String signin = belfry.authenticateUser(bob.socketId(), UserData.of("bob")).toJson();
        assertThat(bob.ask("pusher:signin", signin)).contains("pusher:signin_success");
        assertThat(next()).isEqualTo("online: [bob]");
      }
      assertThat(next()).isEqualTo("offline: [bob]");
    }
  }
}
