package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.OTHER_KEY;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class SubscriptionTest {
  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String... settings) {
    server.close();
    server = TestServer.start(settings);
  }

  private static void assertRefused(
      TestConnection connection, String channel, String type, String sentence) {
    int status = type.equals("AuthError") ? 401 : type.equals("LimitReached") ? 413 : 400;
    assertThat(connection.next())
        .isEqualTo(
            "{\"event\":\"pusher:subscription_error\",\"channel\":"
                + quoted(channel)
                + ",\"data\":{\"type\":\""
                + type
                + "\",\"error\":"
                + quoted(sentence)
                + ",\"status\":"
                + status
                + "}}");
    assertThat(connection.next())
        .startsWith(
            "{\"event\":\"pusher:error\",\"data\":{\"code\":"
                + (status == 401 ? 4305 : 4304)
                + ",\"message\":")
        .contains(sentence);
  }

  private static String event(String channel, String data) {
    return "{\"event\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
  }

  private static String publication(String channel, String data) {
    return "{\"name\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
  }

  @ParameterizedTest
  @Tag("WS-053")
  @Tag("WS-056")
  @Tag("WS-057")
  @ValueSource(strings = {"news", "a", "Z_-=@,.;9", "private", "presence", "privat-x", "Private-x"})
  void givenAPublicChannel_itIsSubscribedWithoutAuth(String channel) {
    TestConnection connection = server.connect();
    connection.subscribe(channel);
    assertThat(connection.next()).isEqualTo(succeeded(channel));
    server.publish(publication(channel, "x"));
    assertThat(connection.next()).isEqualTo(event(channel, "x"));
  }

  @Test
  @Tag("WS-053")
  void givenAnAuthForAPublicChannel_itIsIgnored() {
    TestConnection connection = server.connect();
    connection.subscribe("news", "rubbish");
    assertThat(connection.next()).isEqualTo(succeeded("news"));
  }

  @Test
  @Tag("WS-023")
  void givenDataAsAString_itIsSubscribedAllTheSame() {
    TestConnection connection = server.connect();
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":" + quoted("{\"channel\":\"news\"}") + "}");
    assertThat(connection.next()).isEqualTo(succeeded("news"));
    connection.send(
        "{\"event\":\"pusher:unsubscribe\",\"data\":" + quoted("{\"channel\":\"news\"}") + "}");
    connection.hasNothing();
    server.publish(publication("news", "x"));
    connection.hasNothing();
  }

  @ParameterizedTest
  @Tag("WS-052")
  @Tag("THR-02")
  @ValueSource(
      strings = {"", " ", "a b", "a:b", "a/b", "é", ":user::{}", "a\n", "private-a:b", "private-é"})
  void givenANameOutsideTheGrammar_itIsRefusedWhateverItsSignature(String channel) {
    TestConnection connection = server.connect();
    String encoded = channel.replace("\n", "\\n");
    connection.subscribe(encoded, token(connection.socketId() + ":" + channel));
    assertThat(connection.next())
        .contains("\"type\":\"InvalidChannelName\",\"error\":\"Invalid channel name\"")
        .contains("\"status\":400");
    assertThat(connection.next()).contains("\"code\":4304").doesNotContain("to  ");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-052")
  @Tag("LIM-004")
  void givenANameAtTheLimit_itIsTakenAndOneLongerIsNot() {
    TestConnection connection = server.connect();
    connection.subscribe("a".repeat(200));
    assertThat(connection.next()).isEqualTo(succeeded("a".repeat(200)));
    connection.subscribe("a".repeat(201));
    assertThat(connection.next()).contains("InvalidChannelName");
  }

  @Test
  @Tag("WS-054")
  @Tag("WS-057")
  void givenARightSignature_aPrivateChannelIsSubscribed() {
    TestConnection connection = server.connect();
    for (String channel : new String[] {"private-", "private-orders", "private-encrypted-a"}) {
      connection.subscribePrivate(channel);
      assertThat(connection.next()).isEqualTo(succeeded(channel));
      server.publish(publication(channel, "x"));
      assertThat(connection.next()).isEqualTo(event(channel, "x"));
    }
  }

  @Test
  @Tag("WS-054")
  @Tag("THR-05")
  @Tag("THR-06")
  void givenATokenThatIsNone_aPrivateChannelIsRefusedAndNothingIsDelivered() {
    TestConnection connection = server.connect();
    TestConnection other = server.connect();
    String channel = "private-orders";
    String text = connection.socketId() + ":" + channel;
    String signature = token(text).substring(KEY.length() + 1);
    connection.subscribe(channel);
    assertRefused(connection, channel, "AuthError", "Auth value for subscription is missing");
    connection.subscribe(channel, "");
    assertRefused(connection, channel, "AuthError", "Auth value for subscription is missing");
    String[] unknownKeys = {
      signature,
      ":" + signature,
      "nobody:" + signature,
      "retired-key:" + signature,
      OTHER_KEY + ":" + Secret.of("a secret of app 2").sign(text)
    };
    for (String auth : unknownKeys) {
      connection.subscribe(channel, auth);
      assertRefused(connection, channel, "AuthError", "Invalid key in subscription auth data");
    }
    String[] badSignatures = {
      token(other.socketId() + ":" + channel),
      token(connection.socketId() + ":private-other"),
      token(text + ":"),
      KEY + ":" + signature.toUpperCase(Locale.ROOT),
      KEY + ":" + signature.substring(1),
      KEY + ":" + signature + "0",
      KEY + "::" + signature,
      KEY + ":"
    };
    for (String auth : badSignatures) {
      connection.subscribe(channel, auth);
      assertRefused(connection, channel, "AuthError", "Invalid signature");
    }
    server.publish(publication(channel, "secret"));
    connection.hasNothing();
  }

  @Test
  @Tag("WS-055")
  @Tag("THR-03")
  void givenChannelData_itIsPartOfWhatIsSignedAndHasToBeAnObject() {
    TestConnection connection = server.connect();
    String id = connection.socketId();
    assertThat(subscribed(connection, token(id + ":private-a:{\"x\":1}"), "{\"x\":1}")).isTrue();
    connection.unsubscribe("private-a");
    assertThat(subscribed(connection, token(id + ":private-a"), "{\"x\":1}")).isFalse();
    assertThat(subscribed(connection, token(id + ":private-a"), "")).isFalse();
    assertThat(subscribed(connection, token(id + ":private-a:"), "")).isFalse();
    assertThat(subscribed(connection, token(id + ":private-a:private-mine"), "private-mine"))
        .isFalse();
    assertThat(subscribed(connection, token(id + ":private-a:[]"), "[]")).isFalse();
    server.publish(publication("private-a", "x"));
    connection.hasNothing();
  }

  private static boolean subscribed(TestConnection connection, String auth, String channelData) {
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
            + auth
            + "\",\"channel\":\"private-a\",\"channel_data\":"
            + quoted(channelData)
            + "}}");
    String answer = connection.next();
    if (answer.equals(succeeded("private-a"))) {
      return true;
    }
    assertThat(answer).contains("pusher:subscription_error");
    assertThat(connection.next()).contains("pusher:error");
    return false;
  }

  @Test
  @Tag("WS-055")
  void givenChannelDataThatIsNull_itIsAsIfMissing() {
    TestConnection connection = server.connect();
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
            + token(connection.socketId() + ":private-a")
            + "\",\"channel\":\"private-a\",\"channel_data\":null}}");
    assertThat(connection.next()).isEqualTo(succeeded("private-a"));
  }

  @Test
  @Tag("WS-058")
  void givenASecondSubscription_itSucceedsAgainAndDeliversOnce() {
    TestConnection connection = server.connect();
    connection.subscribe("news");
    connection.subscribe("news");
    assertThat(connection.next()).isEqualTo(succeeded("news"));
    assertThat(connection.next()).isEqualTo(succeeded("news"));
    server.publish(publication("news", "once"));
    assertThat(connection.next()).isEqualTo(event("news", "once"));
    connection.hasNothing();
    connection.unsubscribe("news");
    connection.hasNothing();
    server.publish(publication("news", "never"));
    connection.hasNothing();
  }

  @Test
  @Tag("WS-058")
  @Tag("WS-054")
  void givenASecondSubscriptionWithABadToken_itIsRefusedAndTheFirstStays() {
    TestConnection connection = server.connect();
    connection.subscribePrivate("private-a");
    assertThat(connection.next()).isEqualTo(succeeded("private-a"));
    connection.subscribe("private-a", KEY + ":" + "0".repeat(64));
    assertRefused(connection, "private-a", "AuthError", "Invalid signature");
    server.publish(publication("private-a", "x"));
    assertThat(connection.next()).isEqualTo(event("private-a", "x"));
  }

  @Test
  @Tag("WS-059")
  void givenAnUnsubscribe_nothingOfTheChannelIsWrittenAnyMore() {
    TestConnection leaving = server.connect();
    TestConnection staying = server.connect();
    for (TestConnection connection : new TestConnection[] {leaving, staying}) {
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
    }
    leaving.unsubscribe("news");
    leaving.hasNothing();
    server.publish(publication("news", "x"));
    assertThat(staying.next()).isEqualTo(event("news", "x"));
    leaving.hasNothing();
    leaving.subscribe("news");
    assertThat(leaving.next()).isEqualTo(succeeded("news"));
  }

  @Test
  @Tag("WS-060")
  void givenAnUnsubscribeFromNothing_nothingHappens() {
    TestConnection connection = server.connect();
    connection.unsubscribe("news");
    connection.unsubscribe("");
    connection.unsubscribe("a:b");
    connection.unsubscribe("#server-to-user-ada");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-061")
  void givenEventsInSequence_everySubscriberGetsThemInThatSequence() {
    TestConnection[] connections =
        IntStream.range(0, 4).mapToObj(i -> server.connect()).toArray(TestConnection[]::new);
    for (TestConnection connection : connections) {
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
    }
    for (int i = 0; i < 100; i++) {
      server.publish(publication("news", "n" + i));
    }
    for (TestConnection connection : connections) {
      for (int i = 0; i < 100; i++) {
        assertThat(connection.next()).isEqualTo(event("news", "n" + i));
      }
    }
  }

  @Test
  @Tag("WS-062")
  @Tag("HTTP-055")
  @Tag("THR-17")
  void givenAnExcludedConnection_allOthersGetIt() {
    TestConnection one = server.connect();
    TestConnection two = server.connect();
    for (TestConnection connection : new TestConnection[] {one, two}) {
      connection.subscribe("a");
      connection.subscribe("b");
      assertThat(connection.next()).isEqualTo(succeeded("a"));
      assertThat(connection.next()).isEqualTo(succeeded("b"));
    }
    server.publish(
        "{\"name\":\"e\",\"channels\":[\"a\",\"b\"],\"data\":\"x\",\"socket_id\":\""
            + one.socketId()
            + "\"}");
    assertThat(two.next()).isEqualTo(event("a", "x"));
    assertThat(two.next()).isEqualTo(event("b", "x"));
    one.hasNothing();
  }

  @Test
  @Tag("THR-39")
  void givenAsManySubscriptionsAsAllowed_oneMoreIsRefusedAndAnUnsubscribeMakesRoom() {
    restart("limits: {max_subscriptions_per_connection: 3}");
    TestConnection connection = server.connect();
    for (String channel : new String[] {"a", "b", "c"}) {
      connection.subscribe(channel);
      assertThat(connection.next()).isEqualTo(succeeded(channel));
    }
    connection.subscribe("d");
    assertThat(connection.next()).contains("\"type\":\"LimitReached\"").contains("\"status\":413");
    assertThat(connection.next()).contains("\"code\":4304");
    connection.subscribe("a");
    assertThat(connection.next()).isEqualTo(succeeded("a"));
    connection.unsubscribe("a");
    connection.subscribe("d");
    assertThat(connection.next()).isEqualTo(succeeded("d"));
  }

  @Test
  void givenARefusedEncryptedChannelOfTheJavaClient_onlyTheErrorIsSent() {
    TestConnection connection =
        server.connect("/app/" + KEY + "?protocol=5&client=java-client&version=2.4.4");
    connection.subscribe("private-encrypted-a", KEY + ":" + "0".repeat(64));
    assertThat(connection.next()).startsWith("{\"event\":\"pusher:error\"").contains("4305");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-103")
  @Tag("THR-18")
  void givenTheSameNamesInTwoApps_neitherSeesTheOther() {
    TestConnection here = server.connect();
    TestConnection there = server.connect("/app/" + OTHER_KEY);
    for (TestConnection connection : new TestConnection[] {here, there}) {
      connection.subscribe("news");
      assertThat(connection.next()).isEqualTo(succeeded("news"));
    }
    server.publish(publication("news", "x"));
    assertThat(here.next()).isEqualTo(event("news", "x"));
    there.hasNothing();
  }
}
