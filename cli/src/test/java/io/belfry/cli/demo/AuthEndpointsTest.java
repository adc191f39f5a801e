package io.belfry.cli.demo;

import static io.belfry.cli.demo.DemoClient.SOCKET_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.demo.DemoClient.Reply;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class AuthEndpointsTest {
  private static final String USER_AUTH = "/pusher/user-auth";
  private static final String CHANNEL_AUTH = "/pusher/auth";

  @TempDir private Path folder;
  private RunningDemo demo;
  private DemoClient client;

  @BeforeEach
  void start() throws IOException {
    demo = RunningDemo.start(folder);
    client = demo.client();
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private static String form(String... pairs) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(i == 0 ? "" : "&").append(pairs[i]).append('=');
      form.append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  private Pusher backend() {
    return new Pusher(
        RestOptions.of(
            "http://127.0.0.1:9",
            DemoCredentials.APP_ID,
            demo.credentials().key(),
            demo.credentials().secret()));
  }

  private static void assertNothingSigned(Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.body()).startsWith("{\"error\":\"").doesNotContain("\"auth\"");
    assertThat(reply.body()).doesNotContainPattern("[0-9a-f]{64}");
  }

  @Test
  void givenADevice_itIsSigned() throws IOException {
    Reply reply =
        client.post(
            USER_AUTH, form("socket_id", SOCKET_ID, "user", "bjorn", "device", "Chrome on Linux"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("\\\"device\\\":\\\"Chrome on Linux\\\"");
  }

  @Test
  void givenADeviceTooLongToBeSigned_nothingIs() throws IOException {
    String form = form("socket_id", SOCKET_ID, "user", "bjorn", "device", "x".repeat(65));

    assertNothingSigned(client.post(USER_AUTH, form), 400);
  }

  @Test
  @Tag("THR-09")
  @Tag("HTTP-171")
  void givenAKnownUser_heIsSigned() throws IOException {
    Reply reply = client.post(USER_AUTH, form("socket_id", SOCKET_ID, "user", "bjorn"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/json");
    assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.body())
        .isEqualTo(backend().authenticateUser(SOCKET_ID, DemoUser.BJORN.data()).toJson());
  }

  @Test
  void givenAKnownUser_theOthersAreWatched() throws IOException {
    Reply reply = client.post(USER_AUTH, form("socket_id", SOCKET_ID, "user", "bjorn"));

    assertThat(reply.body()).contains("\\\"watchlist\\\":[\\\"ada\\\",\\\"chidi\\\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "Ada", "ADA", "root", "", "ada ", "ada\u0000"})
  @Tag("THR-09")
  @Tag("HTTP-172")
  void givenAnUnknownUser_nothingIsSigned(String user) throws IOException {
    assertNothingSigned(client.post(USER_AUTH, form("socket_id", SOCKET_ID, "user", user)), 403);
  }

  @Test
  @Tag("THR-09")
  void givenNoUser_nothingIsSigned() throws IOException {
    assertNothingSigned(client.post(USER_AUTH, form("socket_id", SOCKET_ID)), 403);
  }

  @Test
  void givenNoSocketId_itIsABadRequest() throws IOException {
    assertNothingSigned(client.post(USER_AUTH, form("user", "ada")), 400);
    assertNothingSigned(client.post(CHANNEL_AUTH, form("channel_name", "private-orders")), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.",
        ".1",
        "1.2.3",
        "1.2:private-x",
        "1.2\n",
        "a.b",
        "1.2::user::{}",
        "-1.2"
      })
  @Tag("THR-09")
  void givenAMalformedSocketId_nothingIsSigned(String socketId) throws IOException {
    assertNothingSigned(client.post(USER_AUTH, form("socket_id", socketId, "user", "ada")), 400);
    assertNothingSigned(
        client.post(CHANNEL_AUTH, form("socket_id", socketId, "channel_name", "private-orders")),
        400);
  }

  @Test
  void givenJsonp_theCallbackIsCalledBehindAComment() throws IOException {
    String callback = "Pusher.auth_callbacks['3']";
    Reply reply =
        client.get(
            USER_AUTH + "?" + form("socket_id", SOCKET_ID, "user", "ada", "callback", callback));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type").orElse("")).startsWith("application/javascript");
    assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.body()).startsWith("/**/" + callback + "({").endsWith("});");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<script>", "a;alert(1)", "a(", "", "a b", "a['", "1a", "a..b", "a\u2028", "*/a"})
  @Tag("THR-09")
  void givenACallbackThatIsNoName_itIsABadRequest(String callback) throws IOException {
    Reply reply =
        client.get(
            USER_AUTH + "?" + form("socket_id", SOCKET_ID, "user", "ada", "callback", callback));

    assertNothingSigned(reply, 400);
    assertThat(reply.header("Content-Type")).contains("application/json");
  }

  @Test
  @Tag("THR-09")
  void givenACallbackOf129Characters_itIsABadRequest() throws IOException {
    String query = form("socket_id", SOCKET_ID, "user", "ada", "callback", "z".repeat(128));

    assertThat(client.get(USER_AUTH + "?" + query).status()).isEqualTo(200);
    assertNothingSigned(client.get(USER_AUTH + "?" + query + "z"), 400);
  }

  @Test
  @Tag("THR-09")
  void givenAGetWithoutACallback_nothingIsSigned() throws IOException {
    assertNothingSigned(
        client.get(USER_AUTH + "?" + form("socket_id", SOCKET_ID, "user", "ada")), 400);
  }

  @Test
  void givenTheOpenChannel_itIsSigned() throws IOException {
    Reply reply =
        client.post(CHANNEL_AUTH, form("socket_id", SOCKET_ID, "channel_name", "private-orders"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(backend().authorizeChannel(SOCKET_ID, "private-orders").toJson());
  }

  @Test
  @Tag("THR-09")
  void givenTheLobbyAndAUser_itIsSignedForWhomTheConnectionIsSignedInAs() throws IOException {
    Reply reply = client.post(CHANNEL_AUTH, lobby("user", "chidi"));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).contains("application/json");
    assertThat(reply.body())
        .isEqualTo(backend().authorizeChannelAsSignedInUser(SOCKET_ID, "presence-lobby").toJson())
        .doesNotContain("channel_data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "ADA", "root", "", "ada ", "ada\u0000"})
  @Tag("THR-09")
  void givenTheLobbyAndAnUnknownUser_nothingIsSigned(String user) throws IOException {
    assertNothingSigned(client.post(CHANNEL_AUTH, lobby("user", user)), 403);
  }

  @Test
  @Tag("THR-09")
  void givenTheLobbyAndNoUser_nothingIsSigned() throws IOException {
    assertNothingSigned(client.post(CHANNEL_AUTH, lobby("name", "ada")), 403);
  }

  @Test
  @Tag("THR-09")
  void givenTheLobbyAndAMemberOfTheCallersMaking_itIsNotSigned() throws IOException {
    Reply reply =
        client.post(
            CHANNEL_AUTH, lobby("user", "ada") + "&" + form("channel_data", "{\"user_id\":\"x\"}"));

    assertThat(reply.body())
        .isEqualTo(backend().authorizeChannelAsSignedInUser(SOCKET_ID, "presence-lobby").toJson());
  }

  private static String lobby(String name, String value) {
    return form("socket_id", SOCKET_ID, "channel_name", "presence-lobby", name, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private-payroll",
        "presence-lobby2",
        "presence-lobby\n",
        "PRESENCE-lobby",
        "private-encrypted-orders",
        "#server-to-user-bjorn"
      })
  @Tag("THR-09")
  void givenAUserAndAChannelThatIsNotOnTheList_nothingIsSigned(String channel) throws IOException {
    assertNothingSigned(
        client.post(
            CHANNEL_AUTH, form("socket_id", SOCKET_ID, "channel_name", channel, "user", "ada")),
        403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":user::{\"id\":\"root\"}",
        "private-payroll",
        "private-orders2",
        "private-encrypted-orders",
        "presence-orders",
        "#server-to-user-ada",
        "orders",
        "private-orders:x",
        "private-orders\n",
        "PRIVATE-orders",
        ""
      })
  @Tag("THR-09")
  void givenAChannelThatIsNotOnTheList_nothingIsSigned(String channel) throws IOException {
    assertNothingSigned(
        client.post(CHANNEL_AUTH, form("socket_id", SOCKET_ID, "channel_name", channel)), 403);
  }

  @Test
  void givenAGetForAChannel_theOtherMethodIsNamed() throws IOException {
    Reply reply =
        client.get(
            CHANNEL_AUTH + "?" + form("socket_id", SOCKET_ID, "channel_name", "private-orders"));

    assertNothingSigned(reply, 405);
    assertThat(reply.header("Allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong-secret", "other-socket", "changed-user"})
  void givenAFault_theAnswerIsNotWhatBelfryExpects(String fault) throws IOException {
    Reply reply =
        client.post(USER_AUTH, form("socket_id", SOCKET_ID, "user", "ada", "fault", fault));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .contains("\"auth\"")
        .isNotEqualTo(backend().authenticateUser(SOCKET_ID, DemoUser.ADA.data()).toJson());
  }

  @Test
  void givenAFaultOfNoName_theKnownOnesAreNamed() throws IOException {
    Reply reply =
        client.post(USER_AUTH, form("socket_id", SOCKET_ID, "user", "ada", "fault", "fire"));

    assertNothingSigned(reply, 400);
    assertThat(reply.body()).contains("wrong-secret");
  }
}
