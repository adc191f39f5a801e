package io.belfry.server.jwt;

import static io.belfry.server.jwt.SignedTokens.NOW;
import static io.belfry.server.jwt.SignedTokens.P256;
import static io.belfry.server.jwt.SignedTokens.app;
import static io.belfry.server.jwt.SignedTokens.claims;
import static io.belfry.server.jwt.SignedTokens.judged;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token has to say, at its edges. */
class JwtClaimsTest {
  private static final App APP = app(issuer -> issuer);

  private static String token(String... members) {
    return SignedTokens.token(P256, JWSAlgorithm.ES256, claims(members));
  }

  private static JwtVerdict verdict(App app, String token) {
    return JwtJudge.judge(app, token, issuer -> SignedTokens.keys(SignedTokens.set(P256)), NOW);
  }

  private static JwtUser user(App app, String... members) {
    JwtVerdict verdict = verdict(app, token(members));
    assertThat(verdict).isInstanceOf(JwtVerdict.TokenAccepted.class);
    return ((JwtVerdict.TokenAccepted) verdict).user();
  }

  @ParameterizedTest
  @Tag("USR-052")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          iss: | token_issuer
          iss:"https://id.example.com" | token_issuer
          iss:["https://id.example.com/"] | token_issuer
          aud: | token_audience
          aud:"other" | token_audience
          aud:["other"] | token_audience
          aud:["other","belfry"] | ok
          aud:{"belfry":1} | token_audience
          aud:[["belfry"]] | token_audience
          sub: | token_claim
          sub:7 | token_claim
          sub:"" | token_claim
          sub:"a\\u0000" | token_claim
          exp: | token_claim
          exp:"1795398000" | token_claim
          exp:-1 | token_claim
          exp:1e99 | token_claim
          exp:1e99999999999 | token_claim
          exp:1.7953980005e9 | ok
          iat: | token_claim
          iat:true | token_claim
          nbf:null | token_claim
          nbf:"x" | token_claim
          jti:7 | token_claim
          jti:"t-1" | ok
          sid:7 | ok
          """)
  void givenAClaim_itIsTakenInItsFormAlone(String member, String expected) {
    assertThat(judged(token(member))).isEqualTo(expected);
  }

  @ParameterizedTest
  @Tag("USR-052")
  @CsvSource({
    "exp, -29, ok",
    "exp, -30, token_expired",
    "nbf, 30, ok",
    "nbf, 31, token_not_yet",
    "iat, 30, ok",
    "iat, 31, token_not_yet"
  })
  void givenATime_clocksMayDifferBy30Seconds(String claim, long ahead, String expected) {
    assertThat(judged(token("iat:" + (NOW - 600), claim + ":" + (NOW + ahead))))
        .isEqualTo(expected);
  }

  @Test
  @Tag("USR-052")
  void givenALife_itMayBeAsLongAsIsSet() {
    App other = app(issuer -> issuer.set(JwtSettings.MAX_TOKEN, Duration.ofSeconds(60)));

    assertThat(judged(token("exp:" + (NOW + 86_400)))).isEqualTo("ok");
    assertThat(judged(token("exp:" + (NOW + 86_401)))).isEqualTo("token_too_long_lived");
    assertThat(judged(other, token("exp:" + (NOW + 60)))).isEqualTo("ok");
    assertThat(judged(other, token("exp:" + (NOW + 61)))).isEqualTo("token_too_long_lived");
    assertThat(judged(token("exp:" + NOW))).isEqualTo("token_claim");
  }

  @Test
  @Tag("USR-052")
  void givenATimeThatIsWrong_theWordsNameBothTimes() {
    assertThat(verdict(APP, token("iat:" + (NOW - 600), "exp:" + (NOW - 61))))
        .isInstanceOfSatisfying(
            JwtVerdict.TokenRefused.class,
            refused ->
                assertThat(refused.words())
                    .isEqualTo(
                        "Its exp is 2026-11-23T00:38:59Z, 61 s before 2026-11-23T00:40:00Z on this"
                            + " server's clock."));
  }

  @Test
  @Tag("USR-051")
  void givenSettingsOfClaims_theUserIsMadeOfThem() {
    App app =
        app(
            issuer ->
                issuer
                    .set(JwtSettings.USER_ID_CLAIM, "email")
                    .set(JwtSettings.USER_INFO_CLAIMS, List.of("name", "roles", "missing", "age"))
                    .set(JwtSettings.SESSION_CLAIM, "session")
                    .set(JwtSettings.WATCHLIST_CLAIM, Optional.of("friends")));
    JwtUser user =
        user(
            app,
            "email:\"ada@example.com\"",
            "name:\"Ada \\\"L\\\"\"",
            "roles:[\"admin\", {\"a\": 1}]",
            "age:36",
            "session:\"s-1\"",
            "friends:[\"u8\",7,\"u9\",\"u8\",\"\"]");

    assertThat(user.userData())
        .isEqualTo(
            "{\"id\":\"ada@example.com\",\"user_info\":{\"name\":\"Ada \\\"L\\\"\",\"roles\":[\"admin\","
                + " {\"a\": 1}],\"age\":36}}");
    assertThat(user.session()).isEqualTo("s-1");
    assertThat(user.watchlist()).containsExactly(new UserId("u8"), new UserId("u9"));
  }

  @Test
  @Tag("USR-051")
  void givenNoClaimForUserInfo_thereIsNone() {
    assertThat(user(APP).userData()).isEqualTo("{\"id\":\"u7\"}");
    assertThat(user(APP).toString()).doesNotContain("u7");
  }

  @ParameterizedTest
  @Tag("USR-051")
  @ValueSource(strings = {"\"\"", "7", "null", "[\"s\"]"})
  void givenALoginSessionOfAnotherForm_thereIsNone(String session) {
    assertThat(user(APP, "sid:" + session).session()).isNull();
    assertThat(user(APP, "sid:\"" + "s".repeat(129) + "\"").session()).isNull();
    assertThat(user(APP, "sid:\"" + "s".repeat(128) + "\"").session()).hasSize(128);
  }

  @Test
  @Tag("USR-052")
  void givenTwoAudiencesOfOneIssuer_theTokenIsJudgedByItsOwn() {
    JwtIssuer first = issuer("one", Duration.ofSeconds(60));
    JwtIssuer second = issuer("two", Duration.ofSeconds(3_600));
    App both = App.builder("1").key("app-key", "a secret").issuer(first).issuer(second).build();

    assertThat(judged(both, token("aud:\"one\""))).isEqualTo("token_algorithm");
    assertThat(judged(both, token("aud:[\"x\",\"two\"]"))).isEqualTo("ok");
    assertThat(judged(both, token("aud:\"three\""))).isEqualTo("token_algorithm");
  }

  // The first may use another algorithm alone.
  private static JwtIssuer issuer(String audience, Duration most) {
    return JwtIssuer.builder(SignedTokens.ISSUER, audience)
        .set(JwtSettings.MAX_TOKEN, most)
        .set(
            JwtSettings.ALGORITHMS,
            List.of(
                audience.equals("one") ? JwtSettings.Algorithm.RS256 : JwtSettings.Algorithm.ES256))
        .build();
  }
}
