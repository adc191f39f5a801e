package io.belfry.server;

import static io.belfry.server.TestServer.KEY;
import static io.belfry.server.TestServer.OTHER_KEY;
import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.TestServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("nodes")
class SigninTest {
  private static final String ADA = "{\"id\":\"ada\"}";

  private TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(String... settings) {
    server.close();
    server = TestServer.start(settings);
  }

  private static String success(String userData) {
    return "{\"event\":\"pusher:signin_success\",\"data\":"
        + quoted("{\"user_data\":" + quoted(userData) + "}")
        + "}";
  }

  private static void assertRefused(TestConnection connection, String sentence) {
    assertThat(connection.next()).isEqualTo(error(4009, sentence));
    connection.hasNothing();
    connection.subscribe("#server-to-user-ada");
    assertThat(connection.next()).contains("pusher:subscription_error").contains("AuthError");
    assertThat(connection.next()).contains("4305");
  }

  @ParameterizedTest
  @Tag("WS-034")
  @Tag("WS-016")
  @Tag("WS-017")
  @ValueSource(
      strings = {
        ADA,
        "{ \"name\":\"Zoë 漢字\", \"id\":\"auth0|b c/d:e+f@example.com\" }",
        "{\"id\":\"ada\",\"user_info\":{\"a\":[1,2.50,null]},\"watchlist\":[\"b\",7,\"b\"],\"more\":1}",
        "{\"user_info\":null,\"id\":\"#server-to-user-a\"}"
      })
  void givenARightSignature_itEchoesTheTextByteForByte(String userData) {
    TestConnection connection = server.connect();
    connection.signin(userData);
    assertThat(connection.next()).isEqualTo(success(userData));
  }

  @Test
  @Tag("WS-023")
  void givenDataAsAString_itSignsInAllTheSame() {
    TestConnection connection = server.connect();
    String auth = token(connection.socketId() + "::user::" + ADA);
    String data = "{\"auth\":\"" + auth + "\",\"user_data\":" + quoted(ADA) + "}";
    connection.send("{\"event\":\"pusher:signin\",\"data\":" + quoted(data) + "}");
    assertThat(connection.next()).isEqualTo(success(ADA));
  }

  @Test
  @Tag("WS-035")
  @Tag("THR-06")
  void givenATokenForAnotherSocketId_itIsRefused() {
    TestConnection one = server.connect();
    TestConnection two = server.connect();
    two.signin(token(one.socketId() + "::user::" + ADA), ADA);
    assertRefused(two, "Invalid signature");
  }

  @Test
  @Tag("WS-035")
  void givenChangedUserData_itIsRefused() {
    TestConnection connection = server.connect();
    connection.signin(
        token(connection.socketId() + "::user::" + ADA), "{\"id\":\"ada\",\"user_info\":{}}");
    assertRefused(connection, "Invalid signature");
  }

  @Test
  @Tag("WS-035")
  @Tag("WS-036")
  @Tag("THR-05")
  void givenATokenThatIsNone_itIsRefused() {
    TestConnection connection = server.connect();
    String token = token(connection.socketId() + "::user::" + ADA);
    String signature = token.substring(token.indexOf(':') + 1);
    String unknownKey = "Invalid key in sign-in auth data";
    String badSignature = "Invalid signature";
    String[][] refused = {
      {"nobody:" + signature, unknownKey},
      {signature, unknownKey},
      {":" + signature, unknownKey},
      {OTHER_KEY + ":" + signature, unknownKey},
      {"retired-key:" + signature, unknownKey},
      {KEY + "::" + signature, badSignature},
      {KEY + ":" + signature.toUpperCase(Locale.ROOT), badSignature},
      {KEY + ":" + signature.substring(1), badSignature},
      {KEY + ":" + signature + "0", badSignature},
      {KEY + ": " + signature.substring(1), badSignature},
      {KEY + ":" + signature.substring(1) + "٣", badSignature},
      {"second-key:" + signature, badSignature},
    };
    for (String[] one : refused) {
      connection.signin(one[0], ADA);
      assertThat(connection.next()).as(one[0]).isEqualTo(error(4009, one[1]));
    }
    connection.hasNothing();
  }

  @Test
  @Tag("WS-103")
  @Tag("LIM-041")
  void givenATokenOfAnotherApp_itIsRefusedEvenWithTheRightSecretOfThatApp() {
    TestConnection connection = server.connect();
    String signature =
        Secret.of("a secret of app 2").sign(connection.socketId() + "::user::" + ADA);
    connection.signin(OTHER_KEY + ":" + signature, ADA);
    assertRefused(connection, "Invalid key in sign-in auth data");
  }

  @Test
  @Tag("LIM-041")
  void givenATokenOfAnotherKeyOfTheSameApp_itSignsIn() {
    TestConnection connection = server.connect();
    String signature =
        Secret.of("a second secret of app 1").sign(connection.socketId() + "::user::" + ADA);
    connection.signin("second-key:" + signature, ADA);
    assertThat(connection.next()).isEqualTo(success(ADA));
  }

  @ParameterizedTest
  @Tag("WS-037")
  @Tag("WS-038")
  @Tag("THR-12")
  @Tag("THR-04")
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"\"}",
        "{\"id\":12345}",
        "{\"id\":null}",
        "{\"id\":true}",
        "{\"id\":[\"a\"]}",
        "{\"id\":{}}",
        "{\"id\":\"a\\u0000b\"}",
        "{\"id\":\"a\\u0085b\"}"
      })
  void givenARightSignatureOverAnUnusableId_itIsRefused(String userData) {
    TestConnection connection = server.connect();
    connection.signin(userData);
    assertRefused(connection, "user_data must contain a non-empty string id");
  }

  @ParameterizedTest
  @Tag("WS-037")
  @Tag("THR-04")
  @ValueSource(
      strings = {
        "[\"12345\"]",
        "{\"id\":\"12345\"",
        "",
        "{\"id\":\"a\",\"id\":\"root\"}",
        "{\"id\":\"root\",\"id\":\"a\"}",
        "{\"id\":\"a\"} x",
        "{\"id\":\"a\\ud800\"}",
        "{\"id\":\"a\",\"user_info\":\"\\udc00\"}"
      })
  void givenARightSignatureOverNoObject_itIsRefused(String userData) {
    TestConnection connection = server.connect();
    connection.signin(userData);
    assertRefused(connection, "user_data is not a JSON object");
  }

  @Test
  @Tag("WS-038")
  @Tag("LIM-004")
  void givenAnIdAtTheLimit_itSignsInAndOnePastItIsRefused() {
    TestConnection connection = server.connect();
    String longest = "{\"id\":\"" + "😀".repeat(128) + "\"}";
    connection.signin("{\"id\":\"" + "😀".repeat(129) + "\"}");
    assertThat(connection.next()).contains("4009");
    connection.signin(longest);
    assertThat(connection.next()).isEqualTo(success(longest));
  }

  @Test
  @Tag("WS-043")
  @Tag("LIM-003")
  @Tag("LIM-004")
  void givenUserDataAtTheLimit_itSignsInAndOnePastItIsRefused() {
    TestConnection connection = server.connect();
    String frame = "{\"id\":\"ada\",\"user_info\":\"\"}";
    String atLimit =
        "{\"id\":\"ada\",\"user_info\":\"" + "x".repeat(10_240 - frame.length()) + "\"}";
    connection.signin(atLimit.replace("ada\"", "ada1\""));
    assertThat(connection.next()).isEqualTo(error(4009, "user_data too large"));
    connection.signin(atLimit);
    assertThat(connection.next()).isEqualTo(success(atLimit));
  }

  @ParameterizedTest
  @Tag("WS-035")
  @ValueSource(strings = {"{}", "{\"auth\":7,\"user_data\":\"{}\"}", "null", "7", "\"x\"", "[]"})
  void givenNoAuth_itIsRefused(String data) {
    TestConnection connection = server.connect();
    connection.send("{\"event\":\"pusher:signin\",\"data\":" + data + "}");
    assertRefused(connection, "Missing parameter: data.auth");
  }

  @Test
  @Tag("WS-035")
  void givenNoUserData_itIsRefused() {
    TestConnection connection = server.connect();
    connection.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"x\",\"user_data\":{}}}");
    assertRefused(connection, "Missing parameter: data.user_data");
  }

  @Test
  @Tag("WS-039")
  @Tag("THR-11")
  void givenASecondSigninAsAnotherUser_theFirstIdentityStays() {
    TestConnection connection = server.signedIn("ada");
    connection.signin("{\"id\":\"bob\"}");
    assertThat(connection.next())
        .isEqualTo(error(4009, "Connection is already signed in as another user"));
    server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-bob\",\"data\":\"no\"}");
    server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"yes\"}");
    assertThat(connection.next()).contains("\"data\":\"yes\"");
  }

  @Test
  @Tag("WS-040")
  void givenASecondSigninAsTheSameUser_itSucceedsAgain() {
    TestConnection connection = server.signedIn("ada");
    String newer = "{\"id\":\"ada\",\"user_info\":{\"v\":2}}";
    connection.signin(newer);
    assertThat(connection.next()).isEqualTo(success(newer));
    server.publish("{\"name\":\"e\",\"channel\":\"#server-to-user-ada\",\"data\":\"once\"}");
    assertThat(connection.next()).contains("once");
    connection.hasNothing();
  }

  @Test
  @Tag("WS-041")
  void givenAuthorizedConnections_anAnonymousOneIsClosedInTime() {
    restart("authorized_connections: true", "limits: {authorization_timeout_seconds: 5}");
    TestConnection connection = server.connect();
    server.clock().advance(Duration.ofMillis(4_999));
    connection.hasNothing();
    connection.subscribe("public-one");
    assertThat(connection.next()).isEqualTo(succeeded("public-one"));
    server.clock().advance(Duration.ofMillis(1));
    assertThat(connection.next())
        .isEqualTo(error(4009, "Connection not authorized within timeout"));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4009);
  }

  @Test
  @Tag("WS-042")
  void givenAuthorizedConnections_aSigninOrAnAuthorisedSubscriptionKeepsItOpen() {
    restart("authorized_connections: true", "limits: {authorization_timeout_seconds: 5}");
    TestConnection signedIn = server.signedIn("ada");
    TestConnection subscribed = server.connect();
    subscribed.subscribePrivate("private-a");
    assertThat(subscribed.next()).isEqualTo(succeeded("private-a"));
    TestConnection anonymous = server.connect();
    server.clock().advance(Duration.ofSeconds(19));
    assertThat(anonymous.next()).contains("4009");
    signedIn.hasNothing();
    subscribed.hasNothing();
  }

  @Test
  @Tag("WS-044")
  void givenANewConnection_itStartsWithoutIdentity() {
    TestConnection first = server.signedIn("ada");
    first.client().close();
    TestConnection second = server.connect();
    second.subscribe("#server-to-user-ada");
    assertThat(second.next()).contains("pusher:subscription_error");
  }

  @Test
  @Tag("WS-045")
  @Tag("THR-44")
  void givenMoreThanAHundredBadSignaturesInTenSeconds_itClosesWith4100() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 100; i++) {
      connection.signin(KEY + ":" + "0".repeat(64), ADA);
      assertThat(connection.next()).isEqualTo(error(4009, "Invalid signature"));
    }
    connection.signin(KEY + ":" + "0".repeat(64), ADA);
    assertThat(connection.next()).isEqualTo(error(4009, "Invalid signature"));
    assertThat(connection.next()).isEqualTo(error(4100, "Over capacity"));
    assertThat(connection.client().nextClose().closeCode()).isEqualTo(4100);
  }

  @Test
  @Tag("WS-045")
  void givenAHundredBadSignaturesAndTenSecondsOfPeace_itStaysOpen() {
    TestConnection connection = server.connect();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        connection.signin(KEY + ":" + "0".repeat(64), ADA);
        assertThat(connection.next()).contains("4009");
      }
      server.clock().advance(Duration.ofSeconds(10));
    }
    connection.signin(ADA);
    assertThat(connection.next()).isEqualTo(success(ADA));
  }

  @Test
  @Tag("WS-045")
  void givenStaleTokensBeforeFreshOnes_allSubscriptionsStandInTheEnd() {
    TestConnection connection = server.connect();
    for (int i = 0; i < 60; i++) {
      connection.subscribe("private-" + i, token("1.1:private-" + i));
      assertThat(connection.next()).contains("pusher:subscription_error");
      assertThat(connection.next()).contains("4305");
    }
    for (int i = 0; i < 60; i++) {
      connection.subscribePrivate("private-" + i);
      assertThat(connection.next()).isEqualTo(succeeded("private-" + i));
    }
  }

  @Test
  @Tag("WS-035")
  void givenUserAuthenticationSwitchedOff_itSaysSo() {
    restart("user_authentication: {enabled: false}");
    TestConnection connection = server.connect();
    connection.signin(ADA);
    assertRefused(connection, "User authentication is disabled");
  }

  @Test
  @Tag("WS-104")
  @Tag("THR-47")
  void givenARefusal_itShowsNeitherSecretNorExpectedSignature() {
    TestConnection connection = server.connect();
    String expected = token(connection.socketId() + "::user::" + ADA);
    connection.signin(KEY + ":" + "0".repeat(64), ADA);
    assertThat(connection.next())
        .doesNotContain(expected.substring(expected.indexOf(':') + 1))
        .doesNotContain("a secret of app 1");
  }
}
