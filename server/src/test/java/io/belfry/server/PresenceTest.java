package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class PresenceTest {
  private static final String ROOM = "presence-room";

  private TestServer server =
      TestServer.start("limits: {max_presence_members: 2, max_presence_member_bytes: 20}");

  @AfterEach
  void stop() {
    server.close();
  }

  private static void join(TestConnection connection, String channelData) {
    connection.send(
        "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\""
            + token(connection.socketId() + ":" + ROOM + ":" + channelData)
            + "\",\"channel_data\":"
            + quoted(channelData)
            + ",\"channel\":\""
            + ROOM
            + "\"}}");
  }

  private static String member(String id) {
    return "{\"user_id\":\"" + id + "\"}";
  }

  private static String frame(String event, String data) {
    return "{\"event\":\"pusher_internal:"
        + event
        + "\",\"channel\":\""
        + ROOM
        + "\",\"data\":"
        + quoted(data)
        + "}";
  }

  private static String roster(String ids, String hash, int count) {
    return frame(
        "subscription_succeeded",
        "{\"presence\":{\"ids\":[" + ids + "],\"hash\":{" + hash + "},\"count\":" + count + "}}");
  }

  private TestConnection joined(String id) {
    TestConnection connection = server.connect();
    join(connection, member(id));
    assertThat(connection.next()).contains("subscription_succeeded");
    return connection;
  }

  private static void isRefused(TestConnection connection, String type, int code) {
    assertThat(connection.next())
        .startsWith("{\"event\":\"pusher:subscription_error\"")
        .contains("\"type\":\"" + type + "\"");
    assertThat(connection.next()).contains("\"code\":" + code);
    connection.hasNothing();
  }

  @Test
  @Tag("WS-064")
  void givenTheFirstMember_theSuccessHoldsItAlone() {
    TestConnection ada = server.connect();
    join(ada, "{\"user_id\":\"ada\",\"user_info\":{\"n\":\"é/\"}}");

    assertThat(ada.next()).isEqualTo(roster("\"ada\"", "\"ada\":{\"n\":\"é/\"}", 1));
    ada.hasNothing();
  }

  @Test
  @Tag("WS-064")
  @Tag("WS-065")
  void givenASecondMember_itSeesBothAndTheFirstIsTold() {
    TestConnection ada = joined("ada");
    TestConnection bob = server.connect();
    join(bob, "{\"user_id\":\"bob\",\"user_info\":[1.50]}");

    assertThat(bob.next()).isEqualTo(roster("\"ada\",\"bob\"", "\"ada\":null,\"bob\":[1.50]", 2));
    assertThat(ada.next())
        .isEqualTo(frame("member_added", "{\"user_id\":\"bob\",\"user_info\":[1.50]}"));
    bob.hasNothing();
  }

  @Test
  @Tag("WS-065")
  @Tag("WS-066")
  void givenSeveralConnectionsOfAMember_othersAreToldOfTheFirstAndTheLast() {
    TestConnection ada = joined("ada");
    TestConnection bob1 = joined("bob");
    assertThat(ada.next())
        .isEqualTo(frame("member_added", "{\"user_id\":\"bob\",\"user_info\":null}"));
    TestConnection bob2 = joined("bob");
    bob1.unsubscribe(ROOM);
    bob1.hasNothing();
    ada.hasNothing();

    bob2.client().close();
    assertThat(ada.next()).isEqualTo(frame("member_removed", "{\"user_id\":\"bob\"}"));
  }

  @Test
  @Tag("WS-058")
  void givenASecondSubscribe_successHoldsTheCurrentMembersAndNobodyIsTold() {
    TestConnection ada = joined("ada");
    TestConnection bob = joined("bob");
    ada.next();
    join(ada, "{\"user_id\":\"ada\",\"user_info\":{\"new\":1}}");

    assertThat(ada.next()).isEqualTo(roster("\"ada\",\"bob\"", "\"ada\":null,\"bob\":null", 2));
    bob.hasNothing();
  }

  @Test
  @Tag("WS-068")
  void givenANumberAsId_itIsTheSameMemberAsItsText() {
    TestConnection number = server.connect();
    join(number, "{\"user_id\":10}");
    assertThat(number.next()).isEqualTo(roster("\"10\"", "\"10\":null", 1));
    TestConnection text = server.connect();
    join(text, member("10"));
    assertThat(text.next()).isEqualTo(roster("\"10\"", "\"10\":null", 1));
    number.hasNothing();
  }

  @Test
  @Tag("WS-069")
  void givenASignedInConnectionWithoutChannelData_itJoinsAsItsUser() {
    TestConnection ada = server.connect();
    ada.signin("{\"id\":\"ada\",\"user_info\":{\"n\":1}}");
    ada.next();
    ada.subscribePrivate(ROOM);

    assertThat(ada.next()).isEqualTo(roster("\"ada\"", "\"ada\":{\"n\":1}", 1));
  }

  @Test
  @Tag("WS-040")
  @Tag("WS-069")
  void givenARepeatedSignin_aLaterJoinHasTheNewUserInfo() {
    TestConnection ada = server.connect();
    ada.signin("{\"id\":\"ada\",\"user_info\":1}");
    ada.next();
    ada.signin("{\"id\":\"ada\",\"user_info\":2}");
    ada.next();
    ada.subscribePrivate(ROOM);

    assertThat(ada.next()).isEqualTo(roster("\"ada\"", "\"ada\":2", 1));
  }

  @Test
  @Tag("WS-070")
  void givenNeitherChannelDataNorASignin_itIsRefused() {
    TestConnection nobody = server.connect();
    nobody.subscribePrivate(ROOM);
    isRefused(nobody, "AuthError", 4305);
  }

  @Test
  @Tag("WS-071")
  @Tag("LIM-004")
  @Tag("LIM-008")
  void givenAFullChannel_aNewMemberIsRefusedAndAPresentOneAdmitted() {
    TestConnection ada = joined("ada");
    joined("bob");
    ada.next();
    TestConnection eve = server.connect();
    join(eve, member("eve"));
    isRefused(eve, "LimitReached", 4304);

    joined("bob");
    ada.hasNothing();
    ada.client().close();
    TestConnection watcher = joined("bob");
    // The place is free when the others have been told.
    while (!watcherSawLeave(watcher)) {
      watcher.hasNothing();
    }
    join(eve, member("eve"));
    assertThat(eve.next()).isEqualTo(roster("\"bob\",\"eve\"", "\"bob\":null,\"eve\":null", 2));
  }

  private boolean watcherSawLeave(TestConnection watcher) {
    watcher.unsubscribe(ROOM);
    join(watcher, member("bob"));
    String roster = watcher.next();
    while (!roster.contains("subscription_succeeded")) {
      roster = watcher.next();
    }
    return !roster.contains("ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"user_id\":\"\"}",
        "{\"user_id\":1.5}",
        "{\"user_id\":1e3}",
        "{\"user_id\":true}",
        "{\"user_id\":null}",
        "{\"user_id\":{}}",
        "{\"user_id\":[\"a\"]}",
        "{\"user_id\":\"a\\u0000\"}",
        "{\"user_id\":\"a\",\"user_id\":\"b\"}",
        "[]",
        "\"ada\"",
        ""
      })
  @Tag("WS-072")
  @Tag("LIM-020")
  void givenAnIdThatIsNone_itIsRefusedAlthoughSigned(String channelData) {
    TestConnection connection = server.connect();
    join(connection, channelData);
    isRefused(connection, "InvalidData", 4304);
  }

  @Test
  @Tag("WS-072")
  void givenAnIdOf128Characters_itIsTakenAndOneMoreIsRefused() {
    joined("é".repeat(128));
    TestConnection connection = server.connect();
    join(connection, member("é".repeat(129)));
    isRefused(connection, "InvalidData", 4304);
  }

  @Test
  @Tag("WS-073")
  @Tag("LIM-004")
  @Tag("LIM-019")
  void givenAUserInfoAtItsLimit_itIsTakenAndOneByteMoreIsRefused() {
    TestConnection ada = server.connect();
    join(ada, "{\"user_id\":\"ada\",\"user_info\":\"" + "é".repeat(9) + "\"}");
    assertThat(ada.next()).contains("subscription_succeeded");
    TestConnection bob = server.connect();
    join(bob, "{\"user_id\":\"bob\",\"user_info\":\"" + "é".repeat(9) + "x\"}");
    isRefused(bob, "LimitReached", 4304);

    TestConnection eve = server.connect();
    eve.signin("{\"id\":\"eve\",\"user_info\":\"" + "é".repeat(9) + "x\"}");
    eve.next();
    eve.subscribePrivate(ROOM);
    isRefused(eve, "LimitReached", 4304);
  }

  @Test
  @Tag("WS-085")
  void givenAClientEvent_itCarriesTheMembersIdWhateverTheSenderClaims() {
    TestConnection ada = joined("ada");
    TestConnection bob = joined("bob");
    ada.next();
    bob.send(
        "{\"event\":\"client-hi\",\"channel\":\""
            + ROOM
            + "\",\"data\":\"x\",\"user_id\":\"root\",\"socket_id\":\"1.1\"}");

    assertThat(ada.next())
        .isEqualTo(
            "{\"event\":\"client-hi\",\"channel\":\""
                + ROOM
                + "\",\"data\":\"x\",\"user_id\":\"bob\"}");
    bob.hasNothing();
  }

  @Test
  @Tag("WS-046")
  @Tag("WS-050")
  void givenAMemberThatIsNotSignedIn_itIsNoUser() {
    TestConnection ada = joined("ada");
    server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"1\"}");
    assertThat(server.post("/apps/1/users/ada/terminate_connections", "{}").statusCode())
        .isEqualTo(200);
    ada.hasNothing();
  }

  @Test
  @Tag("THR-18")
  void givenAnotherAppWithTheSameRoom_itSeesNothing() {
    joined("ada");
    TestConnection other = server.connect("/app/" + TestServer.OTHER_KEY);
    other.subscribe(ROOM, KEY + ":" + "0".repeat(64));
    assertThat(other.next()).contains("AuthError");
    assertThat(other.next())
        .isEqualTo(
            error(
                4305,
                "Subscription to presence-room rejected: Invalid key in subscription auth data"));
    other.hasNothing();
  }
}
