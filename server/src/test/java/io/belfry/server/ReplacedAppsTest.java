package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.app.App;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
  @Tag("WS-007")
  @Tag("THR-19")
  void givenAnAppThatIsSwitchedOff_nobodyNewIsAdmitted() {
    server.replaceApps("enabled: false");
    assertThat(answerToKey()).contains("4003");
    assertThat(server.post("/apps/1/events", "{}").statusCode()).isEqualTo(403);
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
