package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins that hold for a time. */
class SessionExpiryTest {
  // The clock of the test begins here.
  private static final long START = 1_767_225_600;
  private static final String EXPIRED = "Token expired";

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String settings) {
    server.close();
    server = TestServer.start("user_authentication: {" + settings + "}");
  }

  private TestConnection connected(String client) {
    return server.connect("/app/" + TestServer.KEY + "?protocol=7&client=" + client + "&version=1");
  }

  private TestConnection signedIn(String client, long seconds) {
    TestConnection connection = connected(client);
    signIn(connection, seconds);
    return connection;
  }

  private void signIn(TestConnection connection, long seconds) {
    long now = server.clock().instant().getEpochSecond();
    connection.signin("{\"id\":\"ada\",\"exp\":" + (now + seconds) + "}");
    assertThat(connection.next()).contains("signin_success");
  }

  private static void assertEnded(TestConnection connection, int code) {
    assertThat(connection.next()).isEqualTo(error(code, EXPIRED));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(code);
    connection.client().answerClose();
  }

  @ParameterizedTest
  @Tag("USR-040")
  @Tag("USR-041")
  @CsvSource({"reconnect, 4200", "close, 4009"})
  void givenASessionThatIsNotRenewed_itEndsBeforeItsTokenDoes(String onExpiry, int code) {
    restart("on_expiry: " + onExpiry);
    TestConnection ada = signedIn("test", 1_000);
    server.clock().advance(Duration.ofSeconds(939));
    ada.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(ada.next()).contains("pusher:pong");
    server.clock().advance(Duration.ofSeconds(61));

    assertEnded(ada, code);
  }

  @ParameterizedTest
  @Tag("USR-042")
  @ValueSource(strings = {"js", "belfry-java"})
  void givenAClientThatCanRenew_itIsWarnedOnceBeforeTheEnd(String client) {
    TestConnection ada = signedIn(client, 100);
    server.clock().advance(Duration.ofSeconds(71));

    assertThat(ada.next())
        .startsWith("{\"event\":\"belfry:token_expiring\",\"data\":\"{\\\"seconds\\\":")
        .doesNotContain("channel");
    server.clock().advance(Duration.ofSeconds(30));
    assertEnded(ada, 4200);
  }

  @Test
  @Tag("USR-043")
  void givenAnotherSignInOfTheSameUser_theSessionLivesOn() {
    TestConnection ada = signedIn("js", 100);
    server.clock().advance(Duration.ofSeconds(71));
    assertThat(ada.next()).contains("token_expiring");
    signIn(ada, 100);
    server.clock().advance(Duration.ofSeconds(59));
    ada.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(ada.next()).contains("pusher:pong");
    server.clock().advance(Duration.ofSeconds(12));
    assertThat(ada.next()).contains("token_expiring");
    ada.signin("{\"id\":\"ada\"}");
    assertThat(ada.next()).contains("signin_success");
    server.clock().advance(Duration.ofSeconds(100));

    ada.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(ada.next()).contains("pusher:pong");
  }

  @Test
  @Tag("USR-042")
  void givenATokenShorterThanTheWarning_itIsWarnedWhenHalfOfItIsOver() {
    TestConnection ada = signedIn("js", 20);
    server.clock().advance(Duration.ofSeconds(8));
    ada.send("{\"event\":\"pusher:ping\",\"data\":{}}");
    assertThat(ada.next()).contains("pusher:pong");
    server.clock().advance(Duration.ofSeconds(3));

    assertThat(ada.next()).contains("token_expiring");
  }

  @ParameterizedTest
  @Tag("USR-002")
  @ValueSource(longs = {START + 9, START, START - 1, 0, -5})
  void givenATokenThatIsOverSoon_theSignInIsRefusedAndTheConnectionStays(long exp) {
    TestConnection ada = connected("js");
    ada.signin("{\"id\":\"ada\",\"exp\":" + exp + "}");

    assertThat(ada.next()).isEqualTo(error(4009, EXPIRED));
    ada.signin("{\"id\":\"ada\",\"exp\":" + (START + 10) + "}");
    assertThat(ada.next()).contains("signin_success");
  }

  @ParameterizedTest
  @Tag("USR-001")
  @ValueSource(strings = {"", ",\"exp\":\"1800000000\"", ",\"exp\":1.8e9", ",\"exp\":null"})
  void givenAnAppThatRequiresExpiry_aSignInWithoutOneIsRefused(String member) {
    restart("require_expiry: true");
    TestConnection ada = connected("js");
    ada.signin("{\"id\":\"ada\"" + member + "}");

    assertThat(ada.next()).isEqualTo(error(4009, "user_data has no exp"));
  }

  @Test
  @Tag("USR-001")
  void givenATokenForEver_nothingOverflows() {
    TestConnection ada = connected("js");
    ada.signin("{\"id\":\"ada\",\"exp\":9223372036854775807}");
    assertThat(ada.next()).contains("signin_success");
    assertThat(new Api(server).get("/apps/1/users/ada/sessions").body())
        .contains("\"expires_at_ms\":99999999999000");
  }
}
