package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.app.App;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps that others take the place of, while their connections are open. */
class ReplacedAppsTest {
  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private String answerToKey() {
    return server.open("/app/" + TestServer.KEY + "?protocol=7").next();
  }

  @Test
  @Tag("LIM-016")
  void givenLowerLimits_theyHoldForWhatComesNextAndOpenConnectionsStay() {
    TestConnection ada = server.connect();
    ada.subscribePrivate("private-a");
    ada.next();
    server.replaceApps(
        "limits: {max_channel_name_length: 9, max_event_payload_bytes: 3, max_connections: 1,"
            + " client_events_per_second: 0}");

    ada.subscribe("news-news-");
    assertThat(ada.next()).contains("InvalidChannelName");
    ada.next();
    ada.subscribe("news");
    assertThat(ada.next()).isEqualTo(succeeded("news"));
    String body = "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"1234\"}";
    assertThat(server.post("/apps/1/events", body).statusCode()).isEqualTo(413);
    ada.send("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}");
    assertThat(ada.next()).contains("4301");
    assertThat(answerToKey()).contains("4004");
    ada.hasNothing();
  }

  @Test
  @Tag("LIM-016")
  void givenAHigherPace_aConnectionThatIsOpenHasItAtOnce() {
    TestConnection ada = server.connect();
    ada.subscribePrivate("private-a");
    ada.next();
    for (int i = 0; i < 11; i++) {
      ada.send("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}");
    }
    assertThat(ada.next()).contains("4301");
    server.replaceApps("limits: {client_events_per_second: 20}");
    for (int i = 0; i < 20; i++) {
      ada.send("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}");
    }
    ada.hasNothing();
  }

  @Test
  @Tag("LIM-042")
  @Tag("THR-19")
  void givenAKeyThatIsSwitchedOff_itOpensAndSignsNothingMoreAndItsConnectionsStay() {
    TestConnection ada = server.connect();
    server.replaceFirstKey("new-key", "a new secret of app 1");

    assertThat(answerToKey()).contains("4001");
    assertThat(server.post("/apps/1/events", "{}").body()).contains("auth_key_unknown");
    ada.subscribePrivate("private-a");
    assertThat(ada.next()).contains("AuthError");
    assertThat(ada.next())
        .isEqualTo(
            error(
                4305, "Subscription to private-a rejected: Invalid key in subscription auth data"));
    assertThat(server.open("/app/new-key?protocol=7").next()).contains("connection_established");
    ada.hasNothing();
  }

  @Test
  @Tag("LIM-042")
  void givenCloseOnRevoke_connectionsOfAKeyThatIsSwitchedOffEndAndThoseOfOthersStay() {
    server.replaceApps("close_on_revoke: true");
    TestConnection ada = server.connect();
    TestConnection other = server.connect("/app/" + TestServer.OTHER_KEY + "?protocol=7");
    server.replaceFirstKey("new-key", "a new secret of app 1", "close_on_revoke: true");

    assertThat(ada.next()).isEqualTo(error(4001, "Application does not exist"));
    assertThat(ada.client().nextClose().closeCode()).isEqualTo(4001);
    other.hasNothing();
    assertThat(server.open("/app/new-key?protocol=7").next()).contains("connection_established");
  }

  @Test
  @Tag("WS-007")
  @Tag("THR-19")
  void givenAnAppThatIsSwitchedOff_nobodyNewIsAdmitted() {
    server.replaceApps("enabled: false");
    assertThat(answerToKey()).contains("4003");
    assertThat(server.post("/apps/1/events", "{}").statusCode()).isEqualTo(403);
  }

  private static List<App> withoutTheFirst() {
    return List.of(TestServer.apps().get(1));
  }

  private List<TestConnection> connections() {
    // Enough for each loop to have some.
    return Stream.generate(server::connect).limit(6).toList();
  }

  @Test
  @Tag("WS-112")
  void givenAnAppThatIsRemoved_itsConnectionsEndWith4001AndThoseOfOthersStay() {
    List<TestConnection> of1 = connections();
    TestConnection of2 = server.connect("/app/" + TestServer.OTHER_KEY + "?protocol=7");
    server.server().replaceApps(withoutTheFirst());

    for (TestConnection each : of1) {
      assertThat(each.next()).isEqualTo(error(4001, "Application does not exist"));
      assertThat(each.client().nextClose().closeCode()).isEqualTo(4001);
    }
    of2.hasNothing();
    assertThat(server.server().connections()).isEqualTo(1);
  }

  @Test
  @Tag("WS-112")
  void givenAnAppThatIsSwitchedOff_itsConnectionsEndWith4003() {
    List<TestConnection> of1 = connections();
    server.replaceApps("enabled: false");
    for (TestConnection each : of1) {
      assertThat(each.next()).isEqualTo(error(4003, "Application disabled"));
      assertThat(each.client().nextClose().closeCode()).isEqualTo(4003);
    }
    server.replaceApps();
    server.connect().hasNothing();
  }

  @Test
  @Tag("WS-112")
  void givenAMessageOnItsWay_nothingOfARemovedAppIsGrantedAndNoOldSecretComesBack() {
    for (int i = 0; i < 20; i++) {
      server.server().replaceApps(TestServer.apps());
      TestConnection ada = server.connect();
      server.replaceFirstKey("new-key", "a new secret of app 1");
      ada.signin("{\"id\":\"ada\"}");
      assertThat(ada.next()).contains("4009");
      server.server().replaceApps(withoutTheFirst());
      ada.signin("{\"id\":\"ada\"}");
      ada.subscribePrivate("private-a");
      ada.subscribe("news");
      assertThat(ada.next()).isEqualTo(error(4001, "Application does not exist"));
      assertThat(ada.client().nextClose().closeCode()).isEqualTo(4001);
    }
  }

  /** What may change under a connection that is open, and how the next one fares. */
  @ParameterizedTest
  @Tag("LIM-016")
  @Tag("WS-112")
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed_origins: [example.com]                     | 4009",
        "require_tls: true                                  | 4000",
        "limits: {max_connections: 1}                       | 4004",
        "user_authentication: {enabled: false}              | connection_established",
        "watchlist: {enabled: false}                        | connection_established",
        "subscription_count: {enabled: false}               | connection_established",
        "limits: {max_connections_per_user: 0}              | connection_established",
        "limits: {max_subscriptions_per_connection: 0}      | connection_established",
        "limits: {max_send_queue_bytes: 1024}               | connection_established",
      })
  void givenAnythingLessThanTheEndOfItsApp_anOpenConnectionStaysAsItIs(
      String setting, String next) {
    TestConnection ada = server.signedIn("ada");
    ada.subscribePrivate("private-a");
    assertThat(ada.next()).contains("subscription_succeeded");
    server.replaceApps(setting);

    String query = "?protocol=7";
    assertThat(server.open("/app/" + TestServer.KEY + query, "Origin: https://evil.example").next())
        .contains(next);
    String both = "[\"private-a\",\"#server-to-user-ada\"]";
    server.publish("{\"name\":\"e\",\"channels\":" + both + ",\"data\":\"1\"}");
    assertThat(List.of(ada.next(), ada.next()))
        .anyMatch(text -> text.contains("private-a"))
        .anyMatch(text -> text.contains("#server-to-user-ada"));
    ada.hasNothing();
  }

  @Test
  @Tag("WS-112")
  void givenFeaturesThatAreSwitchedOff_whatComesNextIsRefused() {
    TestConnection ada = server.connect();
    ada.subscribePrivate("private-a");
    ada.next();
    String withoutEvents =
        """
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            user_authentication: {enabled: false}
        """;
    server.replaceAll(withoutEvents);
    ada.signin("{\"id\":\"ada\"}");
    assertThat(ada.next()).isEqualTo(error(4009, "User authentication is disabled"));
    ada.send("{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}");
    assertThat(ada.next()).contains("Client events are not enabled for this app");
  }

  @Test
  @Tag("THR-49")
  @Tag("LIM-043")
  void givenAppsThatShareAnId_nothingChanges() {
    List<App> twice = List.of(TestServer.apps().get(1), TestServer.apps().get(1));

    assertThatThrownBy(() -> server.server().replaceApps(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Two apps");
    assertThat(answerToKey()).contains("connection_established");
  }
}
