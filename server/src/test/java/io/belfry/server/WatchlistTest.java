package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("nodes")
class WatchlistTest {
  private static final Duration BATCH = Duration.ofMillis(100);

  private TestServer server = TestServer.startWithLoops(1, "limits: {max_watchlist_size: 3}");

  @AfterEach
  void stop() {
    server.close();
  }

  private static String told(String events) {
    return "{\"event\":\"pusher_internal:watchlist_events\",\"data\":"
        + quoted("{\"events\":[" + events + "]}")
        + "}";
  }

  private static String online(String ids) {
    return "{\"name\":\"online\",\"user_ids\":[" + ids + "]}";
  }

  private static String offline(String ids) {
    return "{\"name\":\"offline\",\"user_ids\":[" + ids + "]}";
  }

  private TestConnection watching(String id, String watchlist) {
    TestConnection connection = server.connect();
    connection.signin("{\"id\":\"" + id + "\",\"watchlist\":[" + watchlist + "]}");
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  @Test
  @Tag("WS-087")
  void givenAWatchlist_oneFrameTellsEverybodysState() {
    server.signedIn("bob");
    TestConnection ada = watching("ada", "\"eve\",\"bob\",\"ada\"");

    assertThat(ada.next()).isEqualTo(told(online("\"bob\",\"ada\"") + "," + offline("\"eve\"")));
    ada.hasNothing();
  }

  @Test
  @Tag("WS-087")
  void givenAnEmptyWatchlist_nothingIsTold() {
    watching("ada", "").hasNothing();
  }

  @Test
  @Tag("WS-088")
  @Tag("WS-089")
  @Tag("one-node")
  void givenAWatchedUser_itsFirstAndLastConnectionAreTold() {
    TestConnection ada = watching("ada", "\"bob\"");
    assertThat(ada.next()).isEqualTo(told(offline("\"bob\"")));
    TestConnection bob1 = server.signedIn("bob");
    server.clock().advance(BATCH);
    assertThat(ada.next()).isEqualTo(told(online("\"bob\"")));
    TestConnection bob2 = server.signedIn("bob");
    bob1.client().close();
    server.clock().advance(BATCH);
    ada.hasNothing();

    assertThat(server.post("/apps/1/users/bob/terminate_connections", "{}").statusCode())
        .isEqualTo(200);
    assertThat(bob2.next()).contains("4009");
    server.clock().advance(BATCH);
    assertThat(ada.next()).isEqualTo(told(offline("\"bob\"")));
  }

  @Test
  @Tag("WS-091")
  @Tag("one-node")
  void givenChangesWithinTheBatch_theyAreOneFrameWithTheLastStateOfEach() {
    server.close();
    server = TestServer.startWithLoops(1);
    TestConnection ada = watching("ada", "\"bob\",\"eve\",\"joe\"");
    ada.next();
    TestConnection joe = server.signedIn("joe");
    server.clock().advance(BATCH);
    assertThat(ada.next()).isEqualTo(told(online("\"joe\"")));

    TestConnection bob = server.signedIn("bob");
    server.signedIn("eve");
    terminate("bob", bob);
    terminate("joe", joe);
    ada.hasNothing();
    server.clock().advance(BATCH);
    assertThat(ada.next()).isEqualTo(told(online("\"eve\"") + "," + offline("\"joe\"")));
  }

  private void terminate(String user, TestConnection connection) {
    server.post("/apps/1/users/" + user + "/terminate_connections", "{}");
    assertThat(connection.next()).contains("4009");
  }

  @Test
  @Tag("WS-090")
  @Tag("LIM-015")
  @Tag("LIM-004")
  void givenMoreThanTheLimit_theFirstAreKeptAndTheClientIsTold() {
    TestConnection ada = watching("ada", "\"u1\",\"u2\",\"u1\",\"u3\",7,\"u4\"");
    assertThat(ada.next())
        .isEqualTo(error(4302, "Watchlist limit exceeded. Accepted user ids: u1,u2,u3"));
    assertThat(ada.next()).isEqualTo(told(offline("\"u1\",\"u2\",\"u3\"")));
    server.signedIn("u4");
    server.clock().advance(BATCH);
    ada.hasNothing();

    TestConnection bob = watching("bob", "\"u1\",\"u2\",\"u3\"");
    assertThat(bob.next()).isEqualTo(told(offline("\"u1\",\"u2\",\"u3\"")));
  }

  @Test
  @Tag("WS-040")
  void givenARepeatedSignin_itsWatchlistTakesThePlaceOfTheFirst() {
    TestConnection ada = watching("ada", "\"bob\"");
    ada.next();
    ada.signin("{\"id\":\"ada\",\"watchlist\":[\"eve\"]}");
    assertThat(ada.next()).contains("signin_success");
    assertThat(ada.next()).isEqualTo(told(offline("\"eve\"")));
    server.signedIn("bob");
    server.clock().advance(BATCH);
    ada.hasNothing();
    server.signedIn("eve");
    server.clock().advance(BATCH);
    assertThat(ada.next()).isEqualTo(told(online("\"eve\"")));
  }

  @Test
  void givenABatchOfZero_eachChangeIsToldAtOnce() {
    server.close();
    server = TestServer.startWithLoops(1, "watchlist: {batch_ms: 0}");
    TestConnection ada = watching("ada", "\"bob\"");
    ada.next();
    server.signedIn("bob");
    assertThat(ada.next()).isEqualTo(told(online("\"bob\"")));
  }

  @Test
  @Tag("one-node")
  void givenAGracePeriod_whoComesBackInTimeWasNeverAway() {
    server.close();
    server = TestServer.startWithLoops(1, "watchlist: {batch_ms: 0, offline_grace_ms: 5000}");
    TestConnection ada = watching("ada", "\"bob\"");
    ada.next();
    TestConnection bob = server.signedIn("bob");
    assertThat(ada.next()).isEqualTo(told(online("\"bob\"")));
    terminate("bob", bob);
    server.clock().advance(Duration.ofSeconds(4));
    TestConnection again = server.signedIn("bob");
    server.clock().advance(Duration.ofSeconds(4));
    ada.hasNothing();

    terminate("bob", again);
    server.clock().advance(Duration.ofSeconds(5));
    assertThat(ada.next()).isEqualTo(told(offline("\"bob\"")));
  }

  @Test
  void givenWatchlistsSwitchedOff_nothingIsTold() {
    server.close();
    server = TestServer.start("watchlist: {enabled: false}");
    watching("ada", "\"bob\"").hasNothing();
  }

  @Test
  @Tag("WS-103")
  @Tag("THR-18")
  void givenTheSameUserInAnotherApp_itIsNotTold() {
    TestConnection ada = watching("ada", "\"bob\"");
    ada.next();
    TestConnection other = server.connect("/app/" + TestServer.OTHER_KEY);
    String userData = "{\"id\":\"bob\"}";
    other.signin(TestServer.otherToken(other.socketId() + "::user::" + userData), userData);
    assertThat(other.next()).contains("signin_success");
    server.clock().advance(BATCH);
    ada.hasNothing();
  }

  @Test
  void givenALimitOfConnectionsPerUser_oneMoreIsRefusedAndStaysOpen() {
    server.close();
    server = TestServer.startWithLoops(1, "limits: {max_connections_per_user: 2}");
    TestConnection first = server.signedIn("bob");
    server.signedIn("bob");
    TestConnection third = server.connect();
    third.signin("{\"id\":\"bob\"}");
    assertThat(third.next()).isEqualTo(error(4009, "This user has as many connections as allowed"));
    third.hasNothing();

    terminate("bob", first);
    third.signin("{\"id\":\"bob\"}");
    assertThat(third.next()).contains("signin_success");
  }
}
