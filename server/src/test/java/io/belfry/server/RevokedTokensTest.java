package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer.TestConnection;
import io.belfry.testkit.IdentityProvider;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider that are revoked, and the sessions that came of them. */
class RevokedTokensTest extends TokenScene {
  // The clock of the test begins here.
  private static final long START = 1_767_225_600_000L;

  RevokedTokensTest() {
    super(RevokedTokensTest::yaml);
  }

  private static String yaml(IdentityProvider provider) {
    return """
        server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
            user_authentication:
              jwt:
                - {issuer: "%s", audience: %s, jwks_url: "%s", max_token_seconds: 600}
                - {issuer: "https://other.example.com/", audience: x, max_token_seconds: 60}
        """
        .formatted(provider.issuer(), provider.audience(), provider.keysUrl());
  }

  private static String jti(String name) {
    return "\"jti\":\"" + name + "\"";
  }

  private String revoke(String body) {
    HttpResponse<String> answer = server.post("/apps/1/revocations", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  @Tag("nodes")
  @Tag("USR-045")
  @Tag("USR-055")
  void givenARevokedToken_itsSessionsEndAndItIsNotTakenAgainThoughItIsRemembered() {
    String stolen = token("ada", jti("t-1"));
    String other = token("ada", jti("t-2"));
    TestConnection phone = signedIn(stolen);
    TestConnection thief = signedIn(stolen);
    TestConnection desk = signedIn(other);
    TestConnection bob = signedIn(token("bob"));
    TestConnection signedByApp = server.signedIn("ada");

    assertThat(revoke("{\"jti\":\"t-1\",\"reason\":\"Stolen\"}"))
        .matches("\\{\"id\":\"r-[0-9a-z]+\",\"terminated\":2}");

    assertEnded(phone, 4009, "Stolen");
    assertEnded(thief, 4009, "Stolen");
    assertRefused(stolen);
    assertRefused(stolen);
    signedIn(other);
    for (TestConnection stays : new TestConnection[] {desk, bob, signedByApp}) {
      stays.hasNothing();
    }
  }

  @Test
  @Tag("USR-045")
  void givenATokenThatWasRenewed_itsRevocationEndsNothingAndThatOfTheNewOneDoes() {
    TestConnection ada = signedIn(token("ada", jti("t-1")));
    signIn(ada, token("ada", jti("t-2")));
    assertThat(ada.next()).contains("signin_success");

    assertThat(revoke("{\"jti\":\"t-1\"}")).contains("\"terminated\":0");
    ada.hasNothing();
    assertThat(revoke("{\"jti\":\"t-2\",\"reconnect\":true}")).contains("\"terminated\":1");
    assertEnded(ada, 4200, "You were disconnected by the application");
  }

  @Test
  @Tag("USR-045")
  void givenARevokedTokenOnAnOpenConnection_renewingByItIsRefusedAndTheSessionStays() {
    String revoked = token("ada", jti("t-1"));
    revoke("{\"jti\":\"t-1\"}");
    TestConnection ada = signedIn(token("ada", jti("t-2")));

    signIn(ada, revoked);

    assertThat(ada.next()).isEqualTo(error(4009, "Token revoked"));
    ada.hasNothing();
  }

  @Test
  @Tag("nodes")
  @Tag("USR-045")
  void givenUserAndTime_tokensFromBeforeAreRefusedAndTheirSessionsEnd() {
    String early = provider.token("ada", server.clock().instant().minusSeconds(20), LIFE);
    TestConnection first = signedIn(early);
    TestConnection second = signedIn(early);
    TestConnection third = signedIn(token("ada"));
    TestConnection signedByApp = server.signedIn("ada");
    TestConnection bob =
        signedIn(provider.token("bob", server.clock().instant().minusSeconds(20), LIFE));

    assertThat(revoke("{\"user_id\":\"ada\",\"issued_before_ms\":" + (START - 10_000) + "}"))
        .contains("\"terminated\":2");

    assertEnded(first, 4009, "You were disconnected by the application");
    assertEnded(second, 4009, "You were disconnected by the application");
    assertRefused(early);
    signedIn(token("ada"));
    for (TestConnection stays : new TestConnection[] {third, signedByApp, bob}) {
      stays.hasNothing();
    }
  }

  @Test
  @Tag("USR-045")
  @Tag("USR-046")
  void givenUserAndTime_whereTheAppHasSignedTheSignInCountsAndNothingIsRefused() {
    TestConnection early = server.signedIn("ada");
    String token = token("ada");
    server.clock().advance(Duration.ofSeconds(20));
    TestConnection late = server.signedIn("ada");
    // Signed in late, by a token from before.
    TestConnection byToken = signedIn(token);

    assertThat(revoke("{\"user_id\":\"ada\",\"issued_before_ms\":" + (START + 10_000) + "}"))
        .contains("\"terminated\":2");

    assertEnded(early, 4009, "You were disconnected by the application");
    assertEnded(byToken, 4009, "You were disconnected by the application");
    late.hasNothing();
    server.signedIn("ada");
  }

  @Test
  @Tag("USR-045")
  void givenAUserAndNoTime_eachTokenUntilNowIsRefusedAndTheNextSecondsAreTaken() {
    String now = token("ada");
    server.clock().advance(Duration.ofMillis(1));

    revoke("{\"user_id\":\"ada\"}");

    assertRefused(now);
    assertRefused(token("ada"));
    server.clock().advance(Duration.ofMillis(999));
    signedIn(token("ada"));
  }

  @Test
  @Tag("USR-045")
  void givenATimeAhead_tokensAreRefusedUntilThen() {
    revoke("{\"user_id\":\"ada\",\"issued_before_ms\":" + (START + 60_000) + "}");
    server.clock().advance(Duration.ofSeconds(59));
    assertRefused(token("ada"));
    server.clock().advance(Duration.ofSeconds(1));

    signedIn(token("ada"));
  }

  @Test
  @Tag("nodes")
  @Tag("USR-045")
  @Tag("USR-046")
  void givenIssuers_revocationsHoldForTheLongestLifeAndAMinuteMore() {
    revoke("{\"jti\":\"t-\\u00e9\"}");
    server.clock().advance(Duration.ofSeconds(1));
    revoke("{\"user_id\":\"ada\",\"issued_before_ms\":" + (START + 61_000) + "}");

    String listed = new Api(server).get("/apps/1/revocations").body();

    assertThat(listed)
        .contains("\"jti\":\"t-\u00e9\",\"revoked_at_ms\":" + START)
        .contains("\"until_ms\":" + (START + 660_000))
        .contains("\"user_id\":\"ada\",\"issued_before_ms\":" + (START + 61_000))
        .contains("\"until_ms\":" + (START + 721_000));
    server.clock().advance(Duration.ofSeconds(659));
    assertThat(new Api(server).get("/apps/1/revocations").body()).doesNotContain("jti");
  }
}
