package io.belfry.server;

import static io.belfry.server.TestServer.OTHER_KEY;
import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class UserEventsTest {
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private static String toUser(String userId, String data) {
    return "{\"name\":\"e\",\"channel\":"
        + quoted("#server-to-user-" + userId)
        + ",\"data\":"
        + quoted(data)
        + "}";
  }

  private static String frame(String userId, String data) {
    return "{\"event\":\"e\",\"channel\":"
        + quoted("#server-to-user-" + userId)
        + ",\"data\":"
        + quoted(data)
        + "}";
  }

  private void terminate(String encodedUserId) {
    var response = server.post("/apps/1/users/" + encodedUserId + "/terminate_connections", "{}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
  }

  private static void assertTerminated(TestConnection connection) {
    String sentence = "You were disconnected by the application";
    assertThat(connection.next()).isEqualTo(error(4009, sentence));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4009);
    connection.client().answerClose();
  }

  @Test
  @Tag("WS-046")
  @Tag("THR-13")
  void givenOnesOwnUserChannel_itCanBeSubscribedWithAndWithoutAuth() {
    TestConnection ada = server.signedIn("ada");
    ada.subscribe("#server-to-user-ada", "");
    assertThat(ada.next()).isEqualTo(succeeded("#server-to-user-ada"));
    ada.subscribe("#server-to-user-ada");
    assertThat(ada.next()).isEqualTo(succeeded("#server-to-user-ada"));
  }

  @ParameterizedTest
  @Tag("WS-046")
  @Tag("THR-13")
  @ValueSource(strings = {"bob", "ADA", "ada ", "#server-to-user-ada", "adá"})
  void givenTheUserChannelOfAnother_itIsRefusedWhetherThatUserIsThereOrNot(String other) {
    server.signedIn("bob");
    TestConnection ada = server.signedIn("ada");
    ada.subscribe("#server-to-user-" + other, token(ada.socketId() + ":#server-to-user-" + other));
    assertThat(ada.next())
        .isEqualTo(
            "{\"event\":\"pusher:subscription_error\",\"channel\":"
                + quoted("#server-to-user-" + other)
                + ",\"data\":{\"type\":\"AuthError\",\"error\":\"Not signed in as the user of this channel\",\"status\":401}}");
    assertThat(ada.next()).contains("\"code\":4305");
    server.publish(toUser("ada", "mine"));
    assertThat(ada.next()).isEqualTo(frame("ada", "mine"));
  }

  @ParameterizedTest
  @Tag("WS-052")
  @ValueSource(
      strings = {"#", "#server-to-user", "#server-to-user-", "#other", "#Server-to-user-ada"})
  void givenAnotherNameWithAHash_itIsNoName(String name) {
    TestConnection ada = server.signedIn("ada");
    ada.subscribe(name);
    assertThat(ada.next()).contains("InvalidChannelName");
    assertThat(ada.next()).contains("\"code\":4304");
  }

  @Test
  @Tag("WS-047")
  @Tag("WS-049")
  @Tag("HTTP-080")
  void givenAnEventToAUser_everyConnectionOfThatUserGetsItOnceAndNobodyElse() {
    List<TestConnection> ada = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ada.add(server.signedIn("ada"));
    }
    ada.get(0).subscribe("#server-to-user-ada");
    assertThat(ada.get(0).next()).isEqualTo(succeeded("#server-to-user-ada"));
    TestConnection bob = server.signedIn("bob");
    TestConnection nobody = server.connect();
    server.publish(toUser("ada", "{\"n\":1}"));
    for (TestConnection one : ada) {
      assertThat(one.next()).isEqualTo(frame("ada", "{\"n\":1}"));
      one.hasNothing();
    }
    bob.hasNothing();
    nobody.hasNothing();
  }

  @Test
  @Tag("WS-048")
  void givenEventsWhileAUserSignsIn_noneComesBeforeTheSuccess() {
    for (int round = 0; round < 20; round++) {
      TestConnection ada = server.connect();
      CompletableFuture<Void> publishing =
          CompletableFuture.runAsync(() -> server.publish(toUser("ada", "x")));
      ada.signin("{\"id\":\"ada\"}");
      assertThat(ada.next()).startsWith("{\"event\":\"pusher:signin_success\"");
      publishing.join();
      ada.client().close();
    }
  }

  @Test
  @Tag("WS-049")
  @Tag("WS-059")
  void givenAnUnsubscribeFromTheUserChannel_deliveryStopsOnThatConnectionOnly() {
    TestConnection one = server.signedIn("ada");
    TestConnection two = server.signedIn("ada");
    one.unsubscribe("#server-to-user-ada");
    one.hasNothing();
    server.publish(toUser("ada", "first"));
    assertThat(two.next()).isEqualTo(frame("ada", "first"));
    one.hasNothing();
    one.subscribe("#server-to-user-ada");
    assertThat(one.next()).isEqualTo(succeeded("#server-to-user-ada"));
    server.publish(toUser("ada", "second"));
    assertThat(one.next()).isEqualTo(frame("ada", "second"));
  }

  @ParameterizedTest
  @Tag("HTTP-081")
  @Tag("THR-12")
  @ValueSource(strings = {"auth0|5f7c", "a+b@example.com", "Zoë 漢字 😀", "a/b", "#server-to-user-a"})
  void givenAnUnusualUserId_itIsReachedExactly(String userId) {
    TestConnection user = server.signedIn(userId);
    TestConnection ada = server.signedIn("a");
    server.publish(toUser(userId, "x"));
    assertThat(user.next()).isEqualTo(frame(userId, "x"));
    ada.hasNothing();
  }

  @Test
  @Tag("HTTP-082")
  @Tag("HTTP-081")
  void givenAUserWithoutConnections_itSucceedsAndReachesNobody() {
    TestConnection ada = server.signedIn("ada");
    server.publish(toUser("Ada", "x"));
    server.publish(toUser("ada ", "x"));
    ada.hasNothing();
  }

  @Test
  @Tag("HTTP-084")
  void givenUserAndOrdinaryChannels_eachGetsIt() {
    TestConnection ada = server.signedIn("ada");
    TestConnection news = server.connect();
    news.subscribe("news");
    assertThat(news.next()).isEqualTo(succeeded("news"));
    server.publish(
        "{\"name\":\"e\",\"channels\":[\"news\",\"#server-to-user-ada\"],\"data\":\"x\"}");
    assertThat(ada.next()).isEqualTo(frame("ada", "x"));
    assertThat(news.next()).isEqualTo("{\"event\":\"e\",\"channel\":\"news\",\"data\":\"x\"}");
  }

  @Test
  @Tag("HTTP-085")
  @Tag("WS-062")
  void givenAnExcludedConnection_theOthersOfTheUserGetIt() {
    TestConnection one = server.signedIn("ada");
    TestConnection two = server.signedIn("ada");
    server.publish(
        "{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"x\",\"socket_id\":\""
            + one.socketId()
            + "\"}");
    assertThat(two.next()).isEqualTo(frame("ada", "x"));
    one.hasNothing();
  }

  @ParameterizedTest
  @Tag("HTTP-049")
  @ValueSource(strings = {"", "a\\u0000b", "a\\u0085", "\\ud800"})
  void givenAUserIdThatCannotSignIn_itIsRefused(String userId) {
    var response =
        server.post(
            "/apps/1/events",
            "{\"name\":\"e\",\"channel\":\"#server-to-user-" + userId + "\",\"data\":\"x\"}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"reason\":\"user_id_invalid\"");
  }

  @Test
  @Tag("WS-050")
  @Tag("WS-021")
  @Tag("HTTP-140")
  void givenATermination_everyConnectionOfThatUserIsClosedAndNoOther() {
    List<TestConnection> ada = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ada.add(server.signedIn("ada"));
    }
    TestConnection bob = server.signedIn("bob");
    TestConnection nobody = server.connect();
    terminate("ada");
    ada.forEach(UserEventsTest::assertTerminated);
    bob.hasNothing();
    nobody.hasNothing();
  }

  @Test
  @Tag("HTTP-142")
  @Tag("HTTP-146")
  void givenAnUnknownUserOrARepetition_itSucceedsAndTheUserMaySignInAgain() {
    terminate("nobody");
    TestConnection ada = server.signedIn("ada");
    terminate("ada");
    assertTerminated(ada);
    terminate("ada");
    TestConnection again = server.signedIn("ada");
    server.publish(toUser("ada", "back"));
    assertThat(again.next()).isEqualTo(frame("ada", "back"));
  }

  @Test
  @Tag("HTTP-143")
  @Tag("THR-31")
  void givenAnEncodedId_itIsDecodedOnceAndReachesThatUserOnly() {
    TestConnection bystander = server.signedIn("b");
    String[][] encodedAndId = {
      {"a%2Fb", "a/b"},
      {"a%2F..%2Fb", "a/../b"},
      {"..%2Fb", "../b"},
      {"%2562", "%62"},
      {"B", "B"},
      {"z%C3%AB", "zë"},
      {"a+b", "a+b"},
      {"a%20b", "a b"}
    };
    for (String[] pair : encodedAndId) {
      TestConnection user = server.signedIn(pair[1]);
      terminate(pair[0]);
      assertTerminated(user);
    }
    bystander.hasNothing();
  }

  @ParameterizedTest
  @Tag("HTTP-143")
  @Tag("THR-31")
  @ValueSource(strings = {"b%00", "%C3", "%ff", ""})
  void givenAnIdThatCannotBe_itIsRefused(String encoded) {
    TestConnection bystander = server.signedIn("b");
    var response = server.post("/apps/1/users/" + encoded + "/terminate_connections", "{}");
    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(response.body()).startsWith("{\"error\":");
    bystander.hasNothing();
  }

  @Test
  @Tag("HTTP-144")
  void givenTheRouteWithoutTheApp_theKeyTellsIt() {
    TestConnection ada = server.signedIn("ada");
    TestConnection adaOfAnother = server.connect("/app/" + OTHER_KEY);
    String userData = "{\"id\":\"ada\"}";
    adaOfAnother.signin(
        OTHER_KEY
            + ":"
            + Secret.of("a secret of app 2").sign(adaOfAnother.socketId() + "::user::" + userData),
        userData);
    assertThat(adaOfAnother.next()).contains("signin_success");
    assertThat(server.post("/users/ada/terminate_connections", "{}").statusCode()).isEqualTo(200);
    assertTerminated(ada);
    adaOfAnother.hasNothing();
  }

  @Test
  @Tag("HTTP-145")
  void givenABodyThatIsNoJson_itIsIgnored() {
    TestConnection ada = server.signedIn("ada");
    String path = "/apps/1/users/ada/terminate_connections";
    assertThat(server.post(path, "not json").statusCode()).isEqualTo(200);
    assertTerminated(ada);
    assertThat(server.post(path, "").statusCode()).isEqualTo(200);
  }

  @Test
  @Tag("WS-050")
  @Tag("THR-19")
  void givenASigninInProgressDuringATermination_itEndsClosedOrSignedInAfterIt() {
    for (int round = 0; round < 30; round++) {
      TestConnection ada = server.connect();
      CompletableFuture<Void> terminating = CompletableFuture.runAsync(() -> terminate("ada"));
      ada.signin("{\"id\":\"ada\"}");
      String first = ada.next();
      terminating.join();
      if (first.contains("signin_success")) {
        server.publish(toUser("ada", "x"));
        String second = ada.next();
        assertThat(second.equals(frame("ada", "x")) || second.contains("\"code\":4009"))
            .as(second)
            .isTrue();
      } else {
        assertThat(first).contains("\"code\":4009");
      }
      ada.client().close();
    }
  }

  @Test
  @Tag("THR-08")
  @Tag("HTTP-030")
  void givenATerminationThatIsNotSigned_itClosesNobody() {
    TestConnection ada = server.signedIn("ada");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + server.port()
                        + "/apps/1/users/ada/terminate_connections"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    assertThat(server.send(request).statusCode()).isEqualTo(401);
    ada.hasNothing();
  }
}
