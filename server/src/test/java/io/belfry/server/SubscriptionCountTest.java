package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("nodes")
class SubscriptionCountTest {
  private TestServer server = TestServer.startWithLoops(1, "subscription_count: {broadcast: true}");

  @AfterEach
  void stop() {
    server.close();
  }

  private static String count(String channel, int count) {
    return "{\"event\":\"pusher_internal:subscription_count\",\"channel\":\""
        + channel
        + "\",\"data\":\"{\\\"subscription_count\\\":"
        + count
        + "}\"}";
  }

  private TestConnection subscribed(String channel) {
    TestConnection connection = server.connect();
    connection.subscribePrivate(channel);
    assertThat(connection.next()).isEqualTo(succeeded(channel));
    return connection;
  }

  @Test
  @Tag("WS-056")
  @Tag("WS-079")
  void givenComingsAndGoings_everySubscriberIsToldTheNumber() {
    TestConnection a = subscribed("news");
    assertThat(a.next()).isEqualTo(count("news", 1));
    TestConnection b = subscribed("news");
    assertThat(b.next()).isEqualTo(count("news", 2));
    assertThat(a.next()).isEqualTo(count("news", 2));
    b.subscribe("news");
    assertThat(b.next()).isEqualTo(succeeded("news"));
    b.hasNothing();
    b.unsubscribe("news");
    assertThat(a.next()).isEqualTo(count("news", 1));
    TestConnection c = subscribed("news");
    assertThat(c.next()).isEqualTo(count("news", 2));
    assertThat(a.next()).isEqualTo(count("news", 2));
    c.client().close();
    assertThat(a.next()).isEqualTo(count("news", 1));
    b.hasNothing();
  }

  @Test
  @Tag("WS-079")
  void givenAPresenceOrUserChannel_nobodyIsTold() {
    TestConnection ada = server.signedIn("ada");
    ada.subscribePrivate("presence-room");
    assertThat(ada.next()).contains("subscription_succeeded");
    ada.subscribe("#server-to-user-ada");
    assertThat(ada.next()).contains("subscription_succeeded");
    ada.hasNothing();
  }

  @Test
  void givenTheJavaClientOnAnEncryptedChannel_itIsNotTold() {
    TestConnection java =
        server.connect("/app/" + KEY + "?protocol=5&client=java-client&version=2.4.4");
    java.subscribePrivate("private-encrypted-a");
    assertThat(java.next()).isEqualTo(succeeded("private-encrypted-a"));
    java.hasNothing();
    assertThat(subscribed("private-encrypted-a").next()).isEqualTo(count("private-encrypted-a", 2));
    java.hasNothing();
  }

  @Test
  @Tag("WS-080")
  void givenMoreThanAHundred_theNumberIsToldOnceInFiveSecondsAndEndsRight() {
    TestConnection first = subscribed("news");
    assertThat(first.next()).isEqualTo(count("news", 1));
    for (int i = 2; i <= 105; i++) {
      subscribed("news");
      if (i <= 101) {
        assertThat(first.next()).isEqualTo(count("news", i));
      }
    }
    first.hasNothing();

    server.clock().advance(Duration.ofSeconds(5));
    assertThat(first.next()).isEqualTo(count("news", 105));
    server.clock().advance(Duration.ofSeconds(5));
    TestConnection last = subscribed("news");
    String next = last.next();
    assertThat(next).isEqualTo(count("news", 106));
    assertThat(first.next()).isEqualTo(count("news", 106));
  }

  @Test
  void givenAnAppThatDoesNotWantIt_nobodyIsTold() {
    server.close();
    server = TestServer.start();
    subscribed("news").hasNothing();
  }
}
