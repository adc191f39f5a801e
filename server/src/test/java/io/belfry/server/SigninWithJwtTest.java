package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.IdentityProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Users who sign in with a token of an identity provider, on the wire. */
class SigninWithJwtTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String NAME = "\"name\":\"Ada\"";
  private static final String ADA = "{\"id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}";
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  private final IdentityProvider provider = IdentityProvider.start();
  private TestServer server = start("");

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  private TestServer start(String more) {
    return TestServer.withConfig(yaml(more));
  }

  private void restart(String more) {
    server.close();
    server = start(more);
  }

  /**
   * An app that takes tokens.
   *
   * @param more a line of settings below the app's user_authentication, or of the app
   */
  private String yaml(String more) {
    return """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0, log_every_refusal: true}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            limits: {max_token_bytes: 1024, max_user_id_length: 20}
            user_authentication:
              jwt:
                - {issuer: "%s", audience: %s, jwks_url: "%s", watchlist_claim: friends}
              %s
          - {id: "2", keys: [{key: other-key, secret: a secret of app 2}]}
        """
        .formatted(provider.issuer(), provider.audience(), provider.keysUrl(), more);
  }

  private Instant now() {
    return server.clock().instant();
  }

  private String token(String... more) {
    return provider.sign(provider.claims("ada", now(), HOUR, more));
  }

  private static void signIn(TestConnection connection, String token) {
    connection.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + token + "\"}}");
  }

  private TestConnection signedIn(String token) {
    TestConnection connection = server.connect();
    signIn(connection, token);
    assertThat(connection.next()).contains("signin_success");
    return connection;
  }

  private static String success(String userData) {
    return "{\"event\":\"pusher:signin_success\",\"data\":"
        + quoted("{\"user_data\":" + quoted(userData) + "}")
        + "}";
  }

  @Test
  @Tag("USR-050")
  @Tag("USR-051")
  void givenAJwt_itSignsInWhomItsClaimsNameAndEventsOfThatUserArrive() {
    TestConnection ada = server.connect();
    signIn(ada, token(NAME));
    assertThat(ada.next()).isEqualTo(success(ADA));
    ada.subscribe("#server-to-user-ada");
    assertThat(ada.next()).contains("subscription_succeeded");
    server.publish("{\"name\":\"paid\",\"channel\":\"#server-to-user-ada\",\"data\":\"7\"}");

    assertThat(ada.next()).contains("\"paid\"");
  }

  @Test
  @Tag("USR-050")
  void givenUserDataBesideAJwt_itIsIgnored() {
    TestConnection ada = server.connect();
    ada.signin(token(NAME), "{\"id\":\"eve\"}");

    assertThat(ada.next()).isEqualTo(success(ADA));
  }

  @Test
  @Tag("USR-051")
  void givenAWatchlistAndASession_theyAreThoseOfTheClaims() {
    TestConnection ada = signedIn(token("\"sid\":\"s-1\"", "\"friends\":[\"bob\",\"cleo\"]"));
    assertThat(ada.next()).contains("offline").contains("bob").contains("cleo");
    String sessions = new Api(server).get("/apps/1/users/ada/sessions").body();

    assertThat(sessions)
        .contains("\"session\":\"s-1\"")
        .contains("\"expires_at_ms\":" + now().plus(HOUR).getEpochSecond() + "000");
  }

  @Test
  @Tag("USR-050")
  void givenAnAppWithoutIssuers_itIsRefusedAndTheConnectionStays() {
    try (LogTap log = LogTap.onRefusals()) {
      TestConnection ada = server.connect("/app/other-key?protocol=7");
      signIn(ada, token());

      assertThat(ada.next()).isEqualTo(error(4009, "Invalid token"));
      assertThat(log.next()).contains("reason=token_not_enabled");
      ada.hasNothing();
    }
  }

  @Test
  @Tag("USR-050")
  void givenSignaturesSwitchedOff_aSignatureIsRefusedAndAJwtIsTaken() {
    restart("hmac: false");
    try (LogTap log = LogTap.onRefusals()) {
      TestConnection ada = server.connect();
      ada.signin("{\"id\":\"ada\"}");
      assertThat(ada.next()).isEqualTo(error(4009, "Invalid token"));
      assertThat(log.next()).contains("reason=token_not_enabled");
      ada.subscribePrivate("private-a");
      assertThat(ada.next()).contains("subscription_succeeded");
      signIn(ada, token());
      assertThat(ada.next()).contains("signin_success");
    }
  }

  @Test
  @Tag("USR-050")
  void givenUserAuthenticationSwitchedOff_aJwtIsRefusedAsAnySignIn() {
    restart("enabled: false");
    TestConnection ada = server.connect();
    signIn(ada, token());

    assertThat(ada.next()).isEqualTo(error(4009, "User authentication is disabled"));
  }

  @Test
  @Tag("USR-052")
  void givenATokenThatIsTooLarge_itIsRefusedBeforeAnybodyLooksAtIt() {
    try (LogTap log = LogTap.onRefusals()) {
      TestConnection ada = server.connect();
      signIn(ada, token("\"padding\":\"" + "x".repeat(1_024) + "\""));

      assertThat(ada.next()).isEqualTo(error(4009, "Invalid token"));
      assertThat(log.next()).contains("reason=token_malformed");
      assertThat(provider.asked()).isZero();
    }
  }

  private static String replaced(String claims, String from, String to) {
    assertThat(claims).contains(from);
    return claims.replace(from, to);
  }

  static Stream<Arguments> wrongTokens() {
    return Stream.of(
        Arguments.of("token_issuer", "Invalid token"),
        Arguments.of("token_audience", "Invalid token"),
        Arguments.of("token_expired", "Token expired"),
        Arguments.of("token_claim", "Invalid token"),
        Arguments.of("token_not_yet", "Invalid token"),
        Arguments.of("token_too_long_lived", "Invalid token"),
        Arguments.of("token_algorithm", "Invalid token"),
        Arguments.of("token_key_unknown", "Invalid token"),
        Arguments.of("token_signature", "Invalid token"),
        Arguments.of("token_malformed", "Invalid token"));
  }

  private String wrong(String word) {
    String claims = provider.claims("ada", now(), HOUR);
    return switch (word) {
      case "token_issuer" ->
          provider.sign(replaced(claims, provider.issuer(), "https://eve.example/"));
      case "token_audience" -> provider.sign(replaced(claims, "\"belfry\"", "\"shop\""));
      case "token_expired" -> provider.token("ada", now().minusSeconds(3_661), HOUR);
      case "token_claim" -> provider.sign(replaced(claims, "\"sub\"", "\"subject\""));
      case "token_not_yet" ->
          provider.sign(
              provider.claims("ada", now(), HOUR, "\"nbf\":" + (now().getEpochSecond() + 31)));
      case "token_too_long_lived" -> provider.token("ada", now(), Duration.ofSeconds(86_401));
      case "token_algorithm" -> base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".";
      case "token_key_unknown" -> provider.sign("{\"alg\":\"ES256\",\"kid\":\"key-9\"}", claims);
      case "token_signature" -> {
        String right = provider.sign(claims);
        String other = base64(replaced(claims, "\"ada\"", "\"eve\""));
        yield right.replaceFirst("\\.[^.]+\\.", "." + other + ".");
      }
      case "token_malformed" ->
          provider.sign("{\"alg\":\"ES256\",\"kid\":\"key-1\",\"crit\":[\"x\"],\"x\":1}", claims);
      default -> throw new AssertionError(word);
    };
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("wrongTokens")
  @Tag("USR-050")
  @Tag("USR-051")
  @Tag("USR-053")
  void givenAWrongToken_theClientHearsOfWhatKindItIsAndTheOperatorWhy(
      String word, String sentence) {
    try (LogTap log = LogTap.onRefusals()) {
      TestConnection ada = server.connect();
      String token = wrong(word);
      signIn(ada, token);

      assertThat(ada.next()).isEqualTo(error(4009, sentence));
      assertThat(log.next())
          .contains("sign-in refused app=1 reason=" + word)
          .doesNotContain(token.substring(token.indexOf('.')));
      ada.hasNothing();
    }
  }

  @Test
  @Tag("USR-052")
  void givenATokenThatHoldsForLessThanTenSeconds_itIsExpired() {
    TestConnection ada = server.connect();
    signIn(ada, provider.token("ada", now(), Duration.ofSeconds(9)));

    assertThat(ada.next()).isEqualTo(error(4009, "Token expired"));
  }

  @Test
  @Tag("USR-051")
  void givenAnIdThatIsTooLong_itIsRefusedAsASignedOne() {
    TestConnection ada = server.connect();
    signIn(ada, provider.token("a".repeat(21), now(), HOUR));

    assertThat(ada.next()).isEqualTo(error(4009, "user_data must contain a non-empty string id"));
  }

  @Test
  @Tag("USR-051")
  void givenAnotherUserOnTheSameConnection_theFirstOneStays() {
    TestConnection ada = signedIn(token());
    signIn(ada, provider.token("eve", now(), HOUR));

    assertThat(ada.next())
        .isEqualTo(error(4009, "Connection is already signed in as another user"));
  }

  @Test
  @Tag("USR-043")
  void givenALaterTokenOnTheOpenConnection_theSessionHoldsAsLongAsThatOne() {
    TestConnection ada = signedIn(provider.token("ada", now(), Duration.ofSeconds(100)));
    server.clock().advance(Duration.ofSeconds(50));
    signIn(ada, provider.token("ada", now(), Duration.ofSeconds(1_000)));
    assertThat(ada.next()).contains("signin_success");
    server.clock().advance(Duration.ofSeconds(60));
    ada.hasNothing();
    server.clock().advance(Duration.ofSeconds(940));

    assertThat(ada.next()).isEqualTo(error(4200, "Token expired"));
  }

  @Test
  @Tag("USR-045")
  void givenASessionThatWasRevoked_itsTokensAreRefused() {
    server.post("/apps/1/revocations", "{\"session\":\"s-1\"}");
    TestConnection ada = server.connect();
    signIn(ada, token("\"sid\":\"s-1\""));

    assertThat(ada.next()).isEqualTo(error(4009, "Token revoked"));
    ada.hasNothing();
  }

  @Test
  @Tag("USR-031")
  void givenABlockedUser_aTokenOpensNothingAndTheConnectionIsClosed() {
    server.post("/apps/1/users/ada/block", "{\"seconds\":60,\"reason\":\"Spam\"}");
    TestConnection ada = server.connect();
    signIn(ada, token());

    assertThat(ada.next()).isEqualTo(error(4009, "Spam"));
    assertThat(ada.client().nextClose().closeCode()).isEqualTo(4009);
  }

  @Test
  @Tag("USR-055")
  void givenMessagesBehindASignIn_theyWaitForIt() {
    TestConnection ada = server.connect();
    signIn(ada, token(NAME));
    ada.send(PING);
    ada.subscribe("#server-to-user-ada");

    assertThat(ada.next()).isEqualTo(success(ADA));
    assertThat(ada.next()).isEqualTo(PONG);
    assertThat(ada.next()).contains("subscription_succeeded");
  }
}
