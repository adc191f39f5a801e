package io.belfry.server;

import static io.belfry.server.TestServer.OTHER_KEY;
import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class ClientEventTest {
  private static final String ROOM = "private-room";
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private TestConnection inRoom() {
    TestConnection connection = server.connect();
    connection.subscribePrivate(ROOM);
    assertThat(connection.next()).isEqualTo(succeeded(ROOM));
    return connection;
  }

  private static String clientEvent(String event, String channel, String rest) {
    return "{\"event\":\"" + event + "\",\"channel\":\"" + channel + "\"" + rest + "}";
  }

  @ParameterizedTest
  @Tag("WS-082")
  @Tag("WS-085")
  @Tag("WS-086")
  @Tag("THR-14")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"x\":1}|{\\\"x\\\":1}",
        "{ \"b\" : 1.50, \"a\":1e2 }|{ \\\"b\\\" : 1.50, \\\"a\\\":1e2 }",
        "\"raw\"|raw",
        "\"\"|''",
        "[1,null]|[1,null]",
        "12345678901234567890|12345678901234567890",
        "null|null",
        "true|true",
        "\"\\ud83d\\ude00 \\n\"|😀 \\n"
      })
  void givenData_theOthersGetItAsTheTextThatItWas(String sent, String received) {
    TestConnection sender = inRoom();
    TestConnection one = inRoom();
    TestConnection two = inRoom();
    sender.send(
        clientEvent(
            "client-typing",
            ROOM,
            ",\"user_id\":\"root\",\"socket_id\":\"1.1\",\"more\":1,\"data\":" + sent));
    String expected =
        "{\"event\":\"client-typing\",\"channel\":\"private-room\",\"data\":\"" + received + "\"}";
    assertThat(one.next()).isEqualTo(expected);
    assertThat(two.next()).isEqualTo(expected);
    sender.hasNothing();
  }

  @Test
  @Tag("WS-086")
  void givenNoData_theOthersGetNull() {
    TestConnection sender = inRoom();
    TestConnection other = inRoom();
    sender.send(clientEvent("client-x", ROOM, ""));
    assertThat(other.next())
        .isEqualTo("{\"event\":\"client-x\",\"channel\":\"private-room\",\"data\":\"null\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"private-room", "presence-room"})
  @Tag("LIM-070")
  void givenClientEventsFromAll_aConnectionNeedNotBeSubscribed(String channel) {
    server.replaceClientEvents("{enabled: true, from: all}");
    TestConnection sender = server.signedIn("ada");
    TestConnection other = server.signedIn("bob");
    if (channel.startsWith("presence")) {
      // Of a user who has signed in, the member is known already.
      other.subscribe(channel, TestServer.token(other.socketId() + ":" + channel));
    } else {
      other.subscribePrivate(channel);
    }
    assertThat(other.next()).contains("subscription_succeeded");

    sender.send(clientEvent("client-x", channel, ",\"data\":1"));

    assertThat(other.next())
        .isEqualTo("{\"event\":\"client-x\",\"channel\":\"" + channel + "\",\"data\":\"1\"}");
    sender.hasNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"news", "#server-to-user-ada", "private-encrypted-a", "private-a b", ""})
  @Tag("LIM-070")
  void givenClientEventsFromAll_channelsThatTakeNoneStillTakeNone(String channel) {
    server.replaceClientEvents("{enabled: true, from: all}");
    TestConnection sender = server.signedIn("ada");

    sender.send(clientEvent("client-x", channel, ",\"data\":1"));

    assertThat(sender.next()).contains("\"code\":4301");
  }

  @ParameterizedTest
  @Tag("WS-083")
  @Tag("WS-051")
  @Tag("THR-14")
  @ValueSource(
      strings = {
        "news",
        "#server-to-user-ada",
        "private-encrypted-a",
        "private-other",
        "presence-room",
        "",
        "private-ROOM"
      })
  void givenAChannelThatMayNotGetIt_itIsRefusedAndDeliveredToNobody(String channel) {
    TestConnection ada = server.signedIn("ada");
    TestConnection sender = server.signedIn("ada");
    for (TestConnection connection : new TestConnection[] {ada, sender}) {
      connection.subscribe("news");
      connection.subscribePrivate("private-encrypted-a");
      connection.subscribe("#server-to-user-ada");
      for (int i = 0; i < 3; i++) {
        assertThat(connection.next()).contains("subscription_succeeded");
      }
    }
    sender.send(clientEvent("client-x", channel, ",\"data\":1"));
    assertThat(sender.next()).contains("\"code\":4301");
    ada.hasNothing();
    sender.hasNothing();
  }

  @Test
  @Tag("WS-083")
  void givenASenderWhoIsNotSubscribed_itNamesTheChannel() {
    TestConnection listener = inRoom();
    TestConnection sender = server.connect();
    sender.send(clientEvent("client-x", ROOM, ",\"data\":1"));
    assertThat(sender.next())
        .isEqualTo(
            error(
                4301,
                "Cannot broadcast client event (connection not subscribed to channel private-room)"));
    sender.send("{\"event\":\"client-x\",\"data\":1}");
    assertThat(sender.next()).contains("4301");
    listener.hasNothing();
  }

  @Test
  @Tag("WS-083")
  @Tag("LIM-004")
  void givenNameAndDataAtTheirLimits_theyPassAndOneMoreDoesNot() {
    TestConnection sender = inRoom();
    TestConnection other = inRoom();
    String longest = "client-" + "n".repeat(193);
    sender.send(clientEvent(longest, ROOM, ",\"data\":\"" + "x".repeat(10_240) + "\""));
    assertThat(other.next()).contains(longest).hasSizeGreaterThan(10_240);
    sender.send(clientEvent(longest + "n", ROOM, ",\"data\":1"));
    assertThat(sender.next()).contains("4301").contains("too long");
    sender.send(clientEvent("client-x", ROOM, ",\"data\":\"" + "x".repeat(10_241) + "\""));
    assertThat(sender.next()).contains("4301").contains("too large");
    other.hasNothing();
  }

  @Test
  @Tag("WS-084")
  @Tag("LIM-014")
  void givenElevenInASecond_theEleventhIsRefusedAndLaterOnesPassAgain() {
    TestConnection sender = inRoom();
    TestConnection other = inRoom();
    for (int i = 0; i < 11; i++) {
      sender.send(clientEvent("client-x", ROOM, ",\"data\":" + i));
    }
    assertThat(sender.next()).isEqualTo(error(4301, "Client event rejected due to rate limit"));
    for (int i = 0; i < 10; i++) {
      assertThat(other.next()).contains("\"data\":\"" + i + "\"");
    }
    other.hasNothing();
    server.clock().advance(Duration.ofMillis(100));
    sender.send(clientEvent("client-x", ROOM, ",\"data\":\"again\""));
    assertThat(other.next()).contains("again");
  }

  @Test
  @Tag("WS-083")
  void givenThatTheAppHasThemSwitchedOff_itSaysSo() {
    TestConnection sender = server.connect("/app/" + OTHER_KEY);
    sender.send(clientEvent("client-x", ROOM, ",\"data\":1"));
    assertThat(sender.next()).isEqualTo(error(4301, "Client events are not enabled for this app"));
  }
}
