package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.belfry.rest.RecordingServer.Received;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UsersTest {
  @Test
  @Tag("USR-010")
  void givenAPageWithANext_itGivesTheQueryOfThePageBehindIt() {
    try (RecordingServer server =
        RecordingServer.answering(
            "{\"users\":[{\"id\":\"u7\",\"connection_count\":2,\"online_since_ms\":5}],\"next\":\"dTc\",\"new\":1}")) {
      OnlineQuery query = OnlineQuery.first().withPrefix("u&").withLimit(1);
      UserPage page = server.pusher().users().online(query);

      assertThat(page.users()).containsExactly(new OnlineUser("u7", 2, Instant.ofEpochMilli(5)));
      assertThat(page.isComplete()).isTrue();
      assertThat(page.next()).contains(new OnlineQuery("u&", 1, Optional.of("dTc")));
      Received request = server.next();
      assertThat(request.rawPath()).isEqualTo("/apps/7/users");
      assertThat(request.rawTarget()).contains("filter_by_prefix=u%26").contains("limit=1&");
      assertThat(request.isSigned()).isTrue();
    }
  }

  @Test
  @Tag("USR-013")
  void givenAUserWhoIsOffline_thatIsAStateAndNoError() {
    try (RecordingServer server =
        RecordingServer.answering(
            "{\"id\":\"a/b\",\"online\":false,\"connection_count\":0,\"complete\":false}")) {
      assertThat(server.pusher().users().state("a/b"))
          .isEqualTo(new UserState(false, 0, Optional.empty(), Optional.empty(), false));
      assertThat(server.next().rawPath()).isEqualTo("/apps/7/users/a%2Fb");
    }
  }

  @Test
  @Tag("USR-012")
  void givenManyUsers_eachHasItsState() {
    try (RecordingServer server =
        RecordingServer.answering(
            "{\"users\":{\"u7\":{\"online\":true,\"connection_count\":1,\"online_since_ms\":9},\"u8\":{\"online\":false,\"connection_count\":0}}}")) {
      assertThat(server.pusher().users().states(List.of("u7", "u8")))
          .containsEntry(
              "u7",
              new UserState(true, 1, Optional.of(Instant.ofEpochMilli(9)), Optional.empty(), true))
          .containsEntry("u8", new UserState(false, 0, Optional.empty(), Optional.empty(), true));
      assertThat(server.next().body()).isEqualTo("{\"ids\":[\"u7\",\"u8\"]}");
      Users users = server.pusher().users();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> users.states(Collections.nCopies(1_001, "u")))
          .withMessage("1001 users are asked for. Expected 1 to 1000.");
    }
  }

  @Test
  @Tag("USR-014")
  void givenSessions_allThatIsToldIsTyped() {
    try (RecordingServer server =
        RecordingServer.answering(
            "{\"sessions\":[{\"socket_id\":\"1.2\",\"session\":\"web\",\"device\":\"phone\",\"connected_at_ms\":1,\"signed_in_at_ms\":2,\"last_active_ms\":3,\"expires_at_ms\":4,\"address\":\"203.0.113.24\",\"user_agent\":\"M\",\"client\":\"js 8.6.0\",\"transport\":\"ws\",\"node\":\"a\",\"state\":\"open\",\"channel_count\":2,\"channels\":[\"a\",\"b\"]},{\"socket_id\":\"1.3\",\"connected_at_ms\":1,\"signed_in_at_ms\":2,\"last_active_ms\":3,\"transport\":\"ws\",\"node\":\"a\",\"state\":\"open\"}],\"truncated\":true}")) {
      UserSessions sessions = server.pusher().users().sessionsWithChannels("ada");

      assertThat(sessions.isTruncated()).isTrue();
      assertThat(sessions.sessions())
          .containsExactly(
              new UserSession(
                  "1.2",
                  Optional.of("web"),
                  Optional.of("phone"),
                  Instant.ofEpochMilli(1),
                  Instant.ofEpochMilli(2),
                  Instant.ofEpochMilli(3),
                  Optional.of(Instant.ofEpochMilli(4)),
                  new UserSession.Origin(
                      Optional.of("203.0.113.24"),
                      Optional.of("M"),
                      Optional.of("js 8.6.0"),
                      "ws",
                      "a"),
                  2,
                  List.of("a", "b")),
              new UserSession(
                  "1.3",
                  Optional.empty(),
                  Optional.empty(),
                  Instant.ofEpochMilli(1),
                  Instant.ofEpochMilli(2),
                  Instant.ofEpochMilli(3),
                  Optional.empty(),
                  new UserSession.Origin(
                      Optional.empty(), Optional.empty(), Optional.empty(), "ws", "a"),
                  0,
                  List.of()));
      assertThat(server.next().rawTarget())
          .contains("/apps/7/users/ada/sessions?")
          .contains("info=channels");
    }
  }

  @Test
  @Tag("USR-020")
  @Tag("USR-022")
  void givenSessionsToEnd_exactlyOneSelectorGoesOverTheWire() {
    try (RecordingServer server = RecordingServer.answering("{\"terminated\":3}")) {
      Users users = server.pusher().users();
      assertThat(
              users.terminate(
                  "ada", SessionsToEnd.exceptSession("web").withReason("Bye").thatComeBack()))
          .isEqualTo(new Terminated(3, true));
      Received request = server.next();
      assertThat(request.rawPath()).isEqualTo("/apps/7/users/ada/sessions/terminate");
      assertThat(request.body())
          .isEqualTo("{\"except_session\":\"web\",\"reason\":\"Bye\",\"reconnect\":true}");
    }
    assertThat(SessionsToEnd.all().toJson()).isEqualTo("{\"all\":true}");
    assertThat(SessionsToEnd.onSocket("1.2").toJson()).isEqualTo("{\"socket_id\":\"1.2\"}");
    assertThat(SessionsToEnd.exceptSocket("1.2").toJson())
        .isEqualTo("{\"except_socket_id\":\"1.2\"}");
    assertThat(SessionsToEnd.ofSession("w").toJson()).isEqualTo("{\"session\":\"w\"}");
    assertThatIllegalArgumentException().isThrownBy(() -> SessionsToEnd.onSocket("1"));
    assertThatIllegalArgumentException().isThrownBy(() -> SessionsToEnd.ofSession(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionsToEnd.all().withReason("é".repeat(51)));
  }

  @Test
  @Tag("USR-001")
  void givenAUserWithAnEnd_itIsSignedInWholeSeconds() {
    assertThat(
            UserData.of("ada")
                .withSession("w")
                .withExpiry(Instant.ofEpochMilli(1_800_000_000_900L))
                .toJson())
        .isEqualTo("{\"id\":\"ada\",\"exp\":1800000000,\"session\":\"w\"}");
  }
}
