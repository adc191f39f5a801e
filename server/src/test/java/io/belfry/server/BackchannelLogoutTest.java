package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where identity providers tell of log-outs, whoever asks there. */
class BackchannelLogoutTest extends TokenScene {
  private static final String PATH = "/apps/1/oidc/backchannel_logout";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private static final String LOGOUT =
      "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"}";
  private static final String EVENTS =
      "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}";

  BackchannelLogoutTest() {
    super(BackchannelLogoutTest::yaml);
  }

  private static String yaml(IdentityProvider provider) {
    return """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            limits: {max_token_bytes: 1024}
            user_authentication: {jwt: [{%1$s, backchannel_logout: true}]}
          - id: "2"
            keys: [{key: other-key, secret: a secret of app 2}]
            user_authentication: {jwt: [{%1$s}]}
          - id: "3"
            keys: [{key: off-key, secret: a secret of app 3}]
            enabled: false
            user_authentication: {jwt: [{%1$s, backchannel_logout: true}]}
          - {id: "4", keys: [{key: bare-key, secret: a secret of app 4}]}
        """
        .formatted(
            "issuer: \"%s\", audience: %s, jwks_url: \"%s\""
                .formatted(provider.issuer(), provider.audience(), provider.keysUrl()));
  }

  private RecordingClient ask(String method, String path, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    RecordingClient answer =
        server.request(
            "%s %s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d"
                .formatted(method, path, headers, length),
            body);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    return answer;
  }

  @ParameterizedTest
  @Tag("USR-058")
  @ValueSource(strings = {"2", "3", "4", "5", "%31%32", "%"})
  void givenAnAppWhoseIssuersTellOfNoLogouts_nothingIsThere(String app) {
    for (String method : List.of("POST", "GET", "OPTIONS")) {
      RecordingClient answer =
          ask(method, "/apps/" + app + "/oidc/backchannel_logout", FORM, "logout_token=x");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.readBody()).contains("\"reason\":\"not_found\"");
    }
  }

  @Test
  @Tag("USR-058")
  void givenAnotherMethod_itIsRefusedAndTheRightOneNamed() {
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      RecordingClient answer = ask(method, PATH, "", "");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("POST");
    }
    RecordingClient options = ask("OPTIONS", PATH, "", "");
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.header("Allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @Tag("USR-058")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "Content-Type: application/json                                  | unsupported_media_type",
        "Content-Type: multipart/form-data; boundary=x                   | unsupported_media_type",
        "none                                                            | unsupported_media_type",
        "Content-Encoding: gzip                                          | unsupported_encoding"
      })
  void givenABodyOfAnotherKind_itIsRefused(String header, String reason) {
    RecordingClient answer =
        ask("POST", PATH, header == null ? "" : header + "\r\n", "logout_token=x");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.readBody()).contains("\"reason\":\"" + reason + "\"");
  }

  @ParameterizedTest
  @Tag("USR-058")
  @ValueSource(
      strings = {
        "",
        "&&=&",
        "token=x",
        "logout_token",
        "logout_token=",
        "logout_token=%",
        "logout_token=x&logout_token=x",
        "logout_token=x",
        "logout_token=a.b.c&logout=1",
        "logout_token=e30.e30.",
        "{\"logout_token\":\"x\"}"
      })
  void givenNoTokenThatIsOne_theAnswerIsThatOfTheStandardAndSaysLittle(String body) {
    RecordingClient answer =
        ask("POST", PATH, FORM.replace("urlencoded", "urlEncoded ; charset=UTF-8"), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.readBody())
        .isEqualTo(
            "{\"error\":\"invalid_request\",\"error_description\":\"This logout token is not taken."
                + " The log of the server says why.\"}");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
  }

  @Test
  @Tag("USR-058")
  void givenABodyThatIsLongerThanATokenMayBe_itIsRefusedBeforeItIsRead() {
    RecordingClient answer = ask("POST", PATH, FORM, "logout_token=" + "x".repeat(3_000));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.readBody()).contains("\"reason\":\"request_too_large\"", "2048");
  }

  @Test
  @Tag("USR-058")
  void givenAnAddressThatAsksTooOften_itHasToWait() {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      statuses.add(ask("POST", PATH, FORM, "").status());
    }
    RecordingClient refused = ask("POST", PATH, FORM, "");

    assertThat(statuses.subList(0, 100)).containsOnly(400);
    assertThat(statuses.getLast()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.readBody()).contains("\"reason\":\"rate_limited\"");
  }

  @Test
  @Tag("USR-058")
  void givenANodeThatGoesDown_theProviderIsSentToAnother() {
    server.server().drain();

    assertThat(ask("POST", PATH, FORM, "logout_token=x").status()).isEqualTo(503);
  }

  private String logoutToken(String jti, String who) {
    return provider.sign(LOGOUT, logoutClaims(jti, who));
  }

  private String logoutClaims(String jti, String who) {
    return "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"jti\":\"%s\",%s,%s}"
        .formatted(
            provider.issuer(), provider.audience(), now().getEpochSecond(), jti, EVENTS, who);
  }

  private int tell(String logoutToken) {
    RecordingClient answer = ask("POST", PATH, FORM, "state=x&logout_token=" + logoutToken);
    if (answer.status() == 200) {
      assertThat(answer.readBody()).isEqualTo("{}");
    }
    return answer.status();
  }

  private static void assertLoggedOut(TestConnection connection) {
    assertEnded(connection, 4009, "Logged out");
  }

  private String revocations() {
    return new Api(server).get("/apps/1/revocations").body();
  }

  @Test
  @Tag("nodes")
  @Tag("USR-058")
  void givenALogoutOfALoginSession_allItsSessionsEndAndNoTokenOfItIsTakenAgain() {
    String first = token("ada", "\"sid\":\"s-1\"");
    String second = token("ada", "\"sid\":\"s-1\"", "\"jti\":\"t-2\"");
    String other = token("ada", "\"sid\":\"s-2\"");
    List<TestConnection> tabs = List.of(signedIn(first), signedIn(first), signedIn(second));
    List<TestConnection> others = List.of(signedIn(other), signedIn(token("ada")));

    assertThat(tell(logoutToken("l-1", "\"sid\":\"s-1\",\"sub\":\"ada\""))).isEqualTo(200);

    tabs.forEach(BackchannelLogoutTest::assertLoggedOut);
    others.forEach(TestConnection::hasNothing);
    assertRefused(first);
    assertRefused(token("ada", "\"sid\":\"s-1\""));
    signedIn(other);
    assertThat(revocations())
        .contains("\"session\":\"s-1\"", "\"reason\":\"Logged out\"")
        .contains("\"until_ms\":" + now().plus(Duration.ofSeconds(86_460)).toEpochMilli());
  }

  @Test
  @Tag("nodes")
  @Tag("USR-058")
  void givenALogoutOfAUser_sessionsFromBeforeEndAndWhoHasLoggedInAgainStays() {
    String early = provider.token("ada", now().minusSeconds(5), LIFE);
    TestConnection phone = signedIn(early);
    TestConnection signedByApp = server.signedIn("ada");
    TestConnection bob = signedIn(token("bob"));
    String logout = logoutToken("l-1", "\"sub\":\"ada\"");
    // Made meanwhile; clocks differ by less than they may.
    String later = provider.token("ada", now().plusSeconds(2), LIFE);
    TestConnection again = signedIn(later);

    assertThat(tell(logout)).isEqualTo(200);

    assertLoggedOut(phone);
    assertLoggedOut(signedByApp);
    assertRefused(early);
    assertRefused(token("ada"));
    signedIn(later);
    again.hasNothing();
    bob.hasNothing();
  }

  @Test
  @Tag("USR-058")
  void givenALogoutTokenThatIsBroughtAgain_itIsRefusedAndKeepsNothing() {
    String logout = logoutToken("l-1", "\"sid\":\"s-1\"");
    assertThat(tell(logout)).isEqualTo(200);
    String kept = revocations();

    assertThat(tell(logout)).isEqualTo(400);

    assertThat(revocations()).isEqualTo(kept);
    assertThat(tell(logoutToken("l-2", "\"sid\":\"s-1\""))).isEqualTo(200);
  }

  private Stream<String> wrongTokens() {
    String right = logoutClaims("l-1", "\"sub\":\"ada\"");
    String key = "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"";
    return Stream.of(
        token("ada"),
        token("ada", EVENTS, "\"nonce\":\"n\"", "\"jti\":\"l-1\""),
        provider.sign(LOGOUT, right.replace("{", "{\"nonce\":\"n\",")),
        provider.sign(LOGOUT, right.replace(EVENTS, "\"events\":{}")),
        provider.sign(LOGOUT, right.replace("\"jti\":\"l-1\",", "")),
        provider.sign(LOGOUT, right.replace(",\"sub\":\"ada\"", "")),
        provider.sign(LOGOUT, right.replace("\"aud\":\"", "\"aud\":\"another")),
        provider.sign(LOGOUT, right.replace("\"iss\":\"", "\"iss\":\"another")),
        provider.sign(
            LOGOUT,
            right.replaceFirst(
                "\"iat\":[0-9]+", "\"iat\":" + now().minusSeconds(121).getEpochSecond())),
        provider.sign(
            LOGOUT,
            right.replaceFirst(
                "\"iat\":[0-9]+", "\"iat\":" + now().plusSeconds(31).getEpochSecond())),
        provider.sign("{\"alg\":\"none\"}", right).replaceFirst("[^.]*$", ""),
        provider.sign(LOGOUT.replace("ES256", "HS256"), right),
        provider.sign(LOGOUT.replace("logout+jwt", "at+jwt"), right),
        provider.sign(key + ",\"crit\":[\"x\"],\"x\":1}", right),
        logoutToken("l-1", "\"sub\":\"ada\"").replaceFirst("[^.]*$", "AAAA"));
  }

  @Test
  @Tag("USR-058")
  void givenATokenThatTellsOfNoLogout_itIsRefusedAndNobodyEnds() {
    TestConnection ada = signedIn(token("ada"));

    assertThat(wrongTokens())
        .hasSize(15)
        .allSatisfy(wrong -> assertThat(tell(wrong)).isEqualTo(400));

    ada.hasNothing();
    assertThat(revocations()).isEqualTo("{\"revocations\":[]}");
    assertThat(tell(logoutToken("l-1", "\"sub\":\"ada\""))).isEqualTo(200);
    assertLoggedOut(ada);
  }

  @Test
  @Tag("USR-058")
  void givenKeysThatCannotBeHad_theProviderIsToldToComeAgainAndMay() {
    provider.goDown();
    String logout = logoutToken("l-1", "\"sid\":\"s-1\"");

    RecordingClient answer = ask("POST", PATH, FORM, "logout_token=" + logout);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.readBody()).contains("\"error\":\"temporarily_unavailable\"");
    provider.comeUp();
    server.clock().advance(Duration.ofSeconds(31));
    assertThat(tell(logout)).isEqualTo(200);
  }

  @Test
  @Tag("USR-058")
  @Tag("USR-046")
  void givenAsManyRevocationsAsAllowed_aLogoutIsRefusedAndMayBeToldAgain() {
    server.replaceAll(yaml(provider).replace("max_token_bytes: 1024", "max_revocations: 1"));
    server.post("/apps/1/revocations", "{\"session\":\"s-0\"}");
    TestConnection ada = signedIn(token("ada", "\"sid\":\"s-1\""));
    String logout = logoutToken("l-1", "\"sid\":\"s-1\"");

    RecordingClient answer = ask("POST", PATH, FORM, "logout_token=" + logout);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.readBody()).contains("\"error\":\"temporarily_unavailable\"");
    ada.hasNothing();
    server.replaceAll(yaml(provider));
    assertThat(tell(logout)).isEqualTo(200);
    assertLoggedOut(ada);
  }
}
