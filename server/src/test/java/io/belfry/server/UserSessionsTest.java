package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is online, from which devices, and the end of some of them. */
class UserSessionsTest {
  private final TestServer server = TestServer.start();
  private final Api api = new Api(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private TestConnection signedIn(String userData) {
    TestConnection connection = server.connect();
    connection.signin(userData);
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  private TestConnection onDevice(String user, String session, String device) {
    return signedIn(
        "{\"id\":"
            + quoted(user)
            + ",\"session\":"
            + quoted(session)
            + ",\"device\":"
            + quoted(device)
            + "}");
  }

  private String get(String path, String... namesAndValues) {
    var answer = api.get("/apps/1" + path, namesAndValues);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String end(String user, String body) {
    var answer = server.post("/apps/1/users/" + user + "/sessions/terminate", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static void assertEnded(TestConnection connection, int code, String sentence) {
    assertThat(connection.next()).isEqualTo(error(code, sentence));
    var close = connection.client().nextClose();
    assertThat(close.closeCode()).isEqualTo(code);
    connection.client().answerClose();
  }

  @Test
  @Tag("USR-014")
  @Tag("USR-015")
  @Tag("USR-003")
  void givenASession_itIsToldWithAllThatIsKnownOfIt() {
    server.clock().advance(Duration.ofSeconds(3));
    TestConnection ada =
        signedIn(
            "{\"id\":\"ada\",\"session\":\"web-51\",\"device\":\"Ada's phone\",\"exp\":1800000000}");
    server.clock().advance(Duration.ofSeconds(5));
    ada.subscribe("news");
    assertThat(ada.next()).contains("subscription_succeeded");
    server.clock().advance(Duration.ofSeconds(7));
    ada.client().sendFrame(0x80 | Frame.PONG, new byte[0]);
    ada.client().sendFrame(0x80 | Frame.PING, new byte[0]);
    assertThat(ada.client().nextFrame().opcode()).isEqualTo(Frame.PONG);

    assertThat(get("/users/ada/sessions", "info", "channels"))
        .isEqualTo(
            "{\"sessions\":[{\"socket_id\":\"%s\",\"session\":\"web-51\",\"device\":\"Ada's phone\",\"connected_at_ms\":1767225603000,\"signed_in_at_ms\":1767225603000,\"last_active_ms\":1767225608000,\"expires_at_ms\":1800000000000,\"address\":\"127.0.0.1\",\"client\":\"test 1\",\"transport\":\"ws\",\"node\":\"this\",\"state\":\"open\",\"channel_count\":1,\"channels\":[\"news\"]}]}"
                .formatted(ada.socketId()));
    assertThat(get("/users/ada"))
        .isEqualTo(
            "{\"id\":\"ada\",\"online\":true,\"connection_count\":1,\"online_since_ms\":1767225603000}");
    ada.client().close();
    server.awaitConnections(0);
    assertThat(get("/users/ada"))
        .isEqualTo("{\"id\":\"ada\",\"online\":false,\"connection_count\":0}");
    assertThat(get("/users/ada/sessions")).isEqualTo("{\"sessions\":[]}");
  }

  @Test
  @Tag("USR-014")
  void givenAUserWhoMovesFromOneConnectionToAnother_theTimeOnlineGoesOn() {
    List<TestConnection> early =
        IntStream.range(0, 4).mapToObj(i -> server.signedIn("ada")).toList();
    server.clock().advance(Duration.ofSeconds(5));
    IntStream.range(0, 4).forEach(i -> server.signedIn("ada"));
    early.forEach(connection -> connection.client().close());
    server.awaitConnections(4);

    assertThat(get("/users/ada"))
        .isEqualTo(
            "{\"id\":\"ada\",\"online\":true,\"connection_count\":4,\"online_since_ms\":1767225600000}");
  }

  @Test
  @Tag("USR-016")
  void givenAUserWithMoreSessionsThanAReplyHas_itIsCutAndSaysSo() {
    for (int i = 0; i < 1_001; i++) {
      server.signedIn("ada");
    }
    String told = get("/users/ada/sessions");

    assertThat(told.split("socket_id", -1)).hasSize(1_001);
    assertThat(told).endsWith("],\"truncated\":true}");
    assertThat(get("/users/ada")).contains("\"connection_count\":1001,");
  }

  @Test
  @Tag("USR-016")
  void givenASessionWithManyChannels_aHundredAreNamedAndAllAreCounted() {
    TestConnection ada = server.signedIn("ada");
    ada.subscribe("#server-to-user-ada");
    assertThat(ada.next()).contains("subscription_succeeded");
    for (int i = 0; i < 101; i++) {
      ada.subscribe("news-" + i);
      assertThat(ada.next()).contains("subscription_succeeded");
    }

    String told = get("/users/ada/sessions", "info", "channels");
    assertThat(told).contains("\"channel_count\":101,").doesNotContain("server-to-user");
    assertThat(told.split("news-", -1)).hasSize(101);
    assertThat(get("/users/ada/sessions")).doesNotContain("channel");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-018")
  void givenMinimalDetails_neitherAddressNorUserAgentIsTold() {
    server.replaceApps("user_authentication: {session_details: minimal}");
    server.signedIn("ada");

    assertThat(get("/users/ada/sessions"))
        .contains("\"client\":")
        .doesNotContain("address", "user_agent");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-001")
  @Tag("USR-004")
  void givenARepeatedSignIn_itsSessionAndDeviceCountFromThenOn() {
    TestConnection ada = onDevice("ada", "web-1", "phone");
    ada.signin("{\"id\":\"ada\",\"session\":\"web-2\",\"device\":7,\"exp\":\"soon\"}");
    assertThat(ada.next()).contains("signin_success");

    assertThat(get("/users/ada/sessions"))
        .contains("\"session\":\"web-2\"")
        .doesNotContain("device", "expires_at_ms");
  }

  @Test
  @Tag("USR-010")
  void givenManyUsers_overAllPagesEachAppearsOnceInTheOrderOfCodePoints() {
    List<String> ids =
        new ArrayList<>(List.of("\uE000", "\uD83D\uDE00", "a", "b/c", "é", "u", "u1"));
    IntStream.range(2, 25).forEach(i -> ids.add("u" + (char) ('a' + i) + i));
    ids.forEach(server::signedIn);
    server.signedIn("u1");

    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      String page =
          after.isEmpty()
              ? get("/users", "limit", "4")
              : get("/users", "limit", "4", "after", after);
      page.lines()
          .flatMap(line -> Pattern.compile("\"id\":\"([^\"]+)\"").matcher(line).results())
          .forEach(match -> seen.add(match.group(1)));
      var next = Pattern.compile("\"next\":\"([^\"]+)\"").matcher(page);
      after = next.find() ? next.group(1) : "";
    } while (!after.isEmpty());

    assertThat(seen)
        .containsExactlyElementsOf(
            ids.stream()
                .sorted(
                    (one, other) ->
                        Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray()))
                .toList());
    assertThat(get("/users", "filter_by_prefix", "u1"))
        .isEqualTo(
            "{\"users\":[{\"id\":\"u1\",\"connection_count\":2,\"online_since_ms\":1767225600000}]}");
    assertThat(get("/users", "filter_by_prefix", "a\0")).isEqualTo("{\"users\":[]}");
  }

  @ParameterizedTest
  @Tag("USR-010")
  @CsvSource({
    "limit, 0, limit_invalid",
    "limit, 1001, limit_invalid",
    "limit, x, limit_invalid",
    "after, !, cursor_invalid",
    "after, AA, cursor_invalid"
  })
  void givenAPageThatCannotBe_itIsRefused(String name, String value, String reason) {
    var answer = api.get("/apps/1/users", name, value);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
  }

  @Test
  @Tag("USR-012")
  @Tag("USR-013")
  void givenABatch_eachDistinctIdHasAnEntry() {
    server.signedIn("u7");
    server.signedIn("u7");
    var answer = server.post("/apps/1/batch_users", "{\"ids\":[\"u7\",\"u8\",\"u7\"]}");
    assertThat(answer.body())
        .isEqualTo(
            "{\"users\":{\"u7\":{\"online\":true,\"connection_count\":2,\"online_since_ms\":1767225600000},\"u8\":{\"online\":false,\"connection_count\":0}}}");
  }

  @Test
  @Tag("USR-012")
  void givenABatchThatCannotBe_itIsRefusedAsAWhole() {
    var bad = server.post("/apps/1/batch_users", "{\"ids\":[\"u7\",\"\\u0001\"]}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("\"reason\":\"user_id_invalid\"").contains("\"index\":1");
    String many = String.join(",", Collections.nCopies(1001, "\"u\""));
    assertThat(server.post("/apps/1/batch_users", "{\"ids\":[" + many + "]}").body())
        .contains("too_many_ids");
    for (String body : List.of("{}", "[]", "{\"ids\":[]}", "{\"ids\":7}", "{\"ids\":[7]}", "")) {
      assertThat(server.post("/apps/1/batch_users", body).statusCode()).as(body).isEqualTo(400);
    }
  }

  @Test
  @Tag("USR-012")
  void givenAPaceOfReads_aBatchTakesOnePointForAHundredIds() {
    server.replaceApps("limits: {read_requests_per_second: 3}");
    String ids = String.join(",", IntStream.range(0, 301).mapToObj(i -> "\"u" + i + "\"").toList());
    assertThat(server.post("/apps/1/batch_users", "{\"ids\":[" + ids + "]}").statusCode())
        .isEqualTo(429);
  }

  @Test
  @Tag("nodes")
  @Tag("USR-021")
  @Tag("USR-022")
  void givenASocketId_thatSessionAloneEndsAndIsToldWhy() {
    TestConnection phone = onDevice("ada", "app-1", "phone");
    TestConnection laptop = onDevice("ada", "web-1", "laptop");
    TestConnection bob = server.signedIn("bob");
    String reason = "Signed out from <another> device";

    assertThat(end("bob", "{\"socket_id\":\"" + phone.socketId() + "\"}"))
        .isEqualTo("{\"terminated\":0}");
    assertThat(
            end(
                "ada",
                "{\"socket_id\":\"" + phone.socketId() + "\",\"reason\":" + quoted(reason) + "}"))
        .isEqualTo("{\"terminated\":1}");
    assertEnded(phone, 4009, reason);
    laptop.hasNothing();
    bob.hasNothing();
    assertThat(get("/users/ada/sessions")).contains("laptop").doesNotContain("phone");
  }

  @Test
  @Tag("nodes")
  @Tag("USR-021")
  void givenALoginSession_allItsTabsEndAndNoOther() {
    List<TestConnection> tabs =
        IntStream.range(0, 5).mapToObj(i -> onDevice("ada", "web-51", "tab")).toList();
    TestConnection other = onDevice("ada", "web-52", "other");
    TestConnection nameless = server.signedIn("ada");

    assertThat(end("ada", "{\"session\":\"web-51\"}")).isEqualTo("{\"terminated\":5}");
    tabs.forEach(tab -> assertEnded(tab, 4009, "You were disconnected by the application"));
    other.hasNothing();
    nameless.hasNothing();
  }

  @Test
  @Tag("nodes")
  @Tag("USR-021")
  @Tag("USR-022")
  void givenAllButOne_theOthersEndAndMayBeToldToComeBack() {
    TestConnection mine = onDevice("ada", "web-51", "mine");
    TestConnection other = onDevice("ada", "web-52", "other");
    TestConnection nameless = server.signedIn("ada");

    assertThat(end("ada", "{\"except_session\":\"web-51\",\"reconnect\":true}"))
        .isEqualTo("{\"terminated\":2}");
    assertEnded(other, 4200, "You were disconnected by the application");
    assertEnded(nameless, 4200, "You were disconnected by the application");
    assertThat(end("ada", "{\"except_socket_id\":\"" + mine.socketId() + "\"}"))
        .isEqualTo("{\"terminated\":0}");
    mine.hasNothing();
    assertThat(end("ada", "{\"all\":true}")).isEqualTo("{\"terminated\":1}");
    assertEnded(mine, 4009, "You were disconnected by the application");
  }

  @ParameterizedTest
  @Tag("USR-020")
  @ValueSource(
      strings = {
        "{}",
        "{\"all\":false}",
        "{\"all\":\"true\"}",
        "{\"all\":1}",
        "{\"socketid\":\"1.1\"}",
        "{\"all\":true,\"socketid\":\"1.1\"}",
        "{\"all\":true,\"session\":\"web-1\"}",
        "{\"socket_id\":\"1.1\",\"except_socket_id\":\"1.2\"}",
        "{\"socket_id\":null}",
        "{\"socket_id\":1.1}",
        "{\"socket_id\":\"1\"}",
        "{\"session\":\"\"}",
        "{\"session\":[\"web-1\"]}",
        "{\"except_session\":7}",
        "{\"all\":true,\"reconnect\":\"yes\"}",
        "{\"reason\":\"r\"}",
        "{\"user\":{\"all\":true}}"
      })
  void givenASelectorThatIsNotUnderstood_nothingEnds(String body) {
    TestConnection ada = onDevice("ada", "web-1", "phone");
    var answer = server.post("/apps/1/users/ada/sessions/terminate", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"reason\":\"selector_invalid\"");
    ada.hasNothing();
  }

  @ParameterizedTest
  @Tag("USR-020")
  @ValueSource(
      strings = {
        "",
        "all",
        "[]",
        "{\"all\":true",
        "{\"all\":true}x",
        "{\"all\":true,\"all\":true}"
      })
  void givenABodyThatIsNoObject_nothingEnds(String body) {
    TestConnection ada = server.signedIn("ada");
    assertThat(server.post("/apps/1/users/ada/sessions/terminate", body).statusCode())
        .isEqualTo(400);
    ada.hasNothing();
  }

  @Test
  @Tag("USR-022")
  void givenAReasonThatCannotBeShown_nothingEnds() {
    TestConnection ada = server.signedIn("ada");
    for (String reason :
        List.of("\"\"", "7", "null", "\"a\\nb\"", "\"\\ud800\"", quoted("é".repeat(51)))) {
      var answer =
          server.post(
              "/apps/1/users/ada/sessions/terminate", "{\"all\":true,\"reason\":" + reason + "}");
      assertThat(answer.statusCode()).as(reason).isEqualTo(400);
      assertThat(answer.body()).contains("\"reason\":\"reason_invalid\"");
    }
    ada.hasNothing();
    String longest = "é".repeat(50);
    end("ada", "{\"all\":true,\"reason\":" + quoted(longest) + "}");
    assertEnded(ada, 4009, longest);
  }
}
