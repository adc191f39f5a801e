package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.AuthRequest;
import io.belfry.rest.JsonpAnswer;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The endpoints that the guide shows, with a real server that judges what they sign. */
class AuthEndpointTest {
  private static final Optional<String> ADA = Optional.of("ada");
  private static final Optional<String> NOBODY = Optional.empty();

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

  // snippet: answer-type
  /** What your web framework sends back. */
  record Answer(int status, String contentType, String body) {
    static Answer json(int status, String json) {
      return new Answer(status, "application/json", json);
    }
  }

  // end

  // snippet: user-auth-endpoint
  /**
   * Answers POST /pusher/user-auth.
   *
   * @param body form body of the request
   * @param session id of the user who is logged in, as your application knows it
   */
  Answer userAuth(String body, Optional<String> session) {
    if (session.isEmpty()) {
      return Answer.json(403, "{\"error\":\"Nobody is logged in.\"}");
    }
    try {
      AuthRequest request = AuthRequest.parse(body);
      UserData user = UserData.of(session.get());
      return Answer.json(200, belfry.authenticateUser(request.socketId(), user).toJson());
    } catch (IllegalArgumentException e) {
      return Answer.json(400, "{\"error\":\"This is no request of a client.\"}");
    }
  }

  // end

  // snippet: user-auth-jsonp
  /** Answers GET /pusher/user-auth, which only the JSONP transport asks. */
  Answer userAuthOverJsonp(String query, Optional<String> session) {
    Answer answer = userAuth(query, session);
    if (answer.status() != 200) {
      return answer;
    }
    try {
      String callback = AuthRequest.parse(query).callback().orElse("");
      String script = JsonpAnswer.of(callback, answer.body()).body();
      return new Answer(200, JsonpAnswer.CONTENT_TYPE, script); // and the header nosniff
    } catch (IllegalArgumentException e) {
      return Answer.json(400, "{\"error\":\"The callback is no name.\"}");
    }
  }

  // end

  // snippet: channel-auth-endpoint
  /** Answers POST /pusher/auth. */
  Answer channelAuth(String body, Optional<String> session) {
    try {
      AuthRequest request = AuthRequest.parse(body);
      String channel = request.channelName().orElse("");
      if (session.isEmpty() || !mayRead(session.get(), channel)) {
        return Answer.json(403, "{\"error\":\"Not for you.\"}");
      }
      return Answer.json(200, belfry.authorizeChannel(request.socketId(), channel).toJson());
    } catch (IllegalArgumentException e) {
      return Answer.json(400, "{\"error\":\"This is no request of a client.\"}");
    }
  }

  /** Names what is allowed; everything else is not. */
  static boolean mayRead(String user, String channel) {
    return channel.equals("private-orders-" + user);
  }

  // end

  @Test
  void givenASessionsUser_theServerSignsItIn() {
    try (TestBelfry.Connection connection = server.connect()) {
      Answer answer = userAuth("socket_id=" + connection.socketId(), ADA);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(connection.ask("pusher:signin", answer.body()))
          .contains("pusher:signin_success", "ada");
    }
  }

  @Test
  void givenNoSessionOrNoSocketId_nothingIsSigned() {
    assertThat(userAuth("socket_id=1.2", NOBODY).status()).isEqualTo(403);
    assertThat(userAuth("user=ada", ADA).status()).isEqualTo(400);
    assertThat(userAuth("socket_id=1.2:private-x", ADA).status()).isEqualTo(400);
  }

  @Test
  void givenJsonp_itCallsBackAndRefusesWhatIsNoName() {
    String query = "socket_id=1.2&callback=Pusher.auth_callbacks%5B%271%27%5D";

    assertThat(userAuthOverJsonp(query, ADA).body())
        .startsWith("/**/Pusher.auth_callbacks['1']({\"auth\":\"app-key:");
    assertThat(userAuthOverJsonp("socket_id=1.2&callback=a;alert(1)", ADA).status()).isEqualTo(400);
    assertThat(userAuthOverJsonp("socket_id=1.2", ADA).status()).isEqualTo(400);
    assertThat(userAuthOverJsonp(query, NOBODY).status()).isEqualTo(403);
  }

  @Test
  void givenAChannelOfTheUser_theServerSubscribes() {
    try (TestBelfry.Connection connection = server.connect()) {
      String form = "socket_id=" + connection.socketId() + "&channel_name=private-orders-ada";
      String auth = channelAuth(form, ADA).body();

      assertThat(connection.subscribe("private-orders-ada", auth))
          .contains("pusher_internal:subscription_succeeded");
    }
  }

  @Test
  void givenAnotherChannel_nothingIsSigned() {
    assertThat(channelAuth("socket_id=1.2&channel_name=private-orders-bo", ADA).status())
        .isEqualTo(403);
    assertThat(channelAuth("socket_id=1.2&channel_name=private-orders-ada", NOBODY).status())
        .isEqualTo(403);
    assertThat(channelAuth("channel_name=private-orders-ada", ADA).status()).isEqualTo(400);
  }

  @Test
  void givenASecretThatIsAnother_theServerRefusesAndTheConnectionStays() {
    belfry = server.backend("another secret altogether");
    try (TestBelfry.Connection connection = server.connect()) {
      String auth = userAuth("socket_id=" + connection.socketId(), ADA).body();
      RecordingClient client = connection.client();

      assertThat(connection.ask("pusher:signin", auth)).contains("4009", "Invalid signature");
      client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(client.next()).contains("pusher:pong");
    }
  }

  @Test
  @Tag("HTTP-175")
  void givenThePagesThatShowJsonp_theyWarnOfIt() {
    String page = Pages.read(Pages.ROOT.resolve("docs/guide/user-authentication.md"));

    assertThat(page.substring(page.indexOf("### JSONP")))
        .contains("Prefer CORS with credentials", "no headers of yours", "guess the URL");
    assertThat(Pages.read(Pages.ROOT.resolve("docs/guide/server-library.md")))
        .contains("read the warning first](user-authentication.md#jsonp)");
  }
}
