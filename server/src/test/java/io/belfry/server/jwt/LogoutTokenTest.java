package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.JwtSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logout tokens of a provider, by section 2.6 of OpenID Connect Back-Channel Logout 1.0. */
@Tag("USR-058")
class LogoutTokenTest {
  private static final String EVENTS =
      "{\"http://schemas.openid.net/event/backchannel-logout\":{}}";

  private final Verifying verifying =
      new Verifying(issuer -> issuer.set(JwtSettings.BACKCHANNEL_LOGOUT, true));

  @AfterEach
  void end() {
    verifying.close();
  }

  private String claims(String... members) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("iss", "\"" + verifying.provider.issuer() + "\"");
    all.put("aud", "\"" + verifying.provider.audience() + "\"");
    all.put("iat", Long.toString(verifying.clock.instant().getEpochSecond()));
    all.put("jti", "\"l-1\"");
    all.put("sub", "\"u7\"");
    all.put("sid", "\"web-51\"");
    all.put("events", EVENTS);
    return SignedTokens.object(all, members);
  }

  private String token(String... members) {
    return verifying.provider.sign(claims(members));
  }

  private LogoutVerdict verdict(String token) {
    try {
      return verifying
          .verifier
          .verifyLogout(verifying.app, token)
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private String word(String token) {
    return switch (verdict(token)) {
      case LogoutVerdict.LoggedOut loggedOut -> "ok";
      case LogoutVerdict.LogoutRefused refused -> refused.word();
    };
  }

  private LogoutVerdict loggedOut(@Nullable String session, @Nullable String userId) {
    return new LogoutVerdict.LoggedOut(
        verifying.provider.issuer(),
        "l-1",
        verifying.clock.instant().getEpochSecond(),
        session,
        userId);
  }

  @Test
  void givenALogoutToken_itSaysWhoIsMeantAndIsTakenOnce() {
    assertThat(verdict(token())).isEqualTo(loggedOut("web-51", "u7"));
    assertThat(word(token())).isEqualTo("token_replayed");
    assertThat(word(token("jti:\"l-2\""))).isEqualTo("ok");
  }

  @Test
  void givenALogoutThatWasNotCarriedOut_itsTokenIsTakenAgain() {
    LogoutVerdict.LoggedOut out = (LogoutVerdict.LoggedOut) verdict(token());

    verifying.verifier.notCarriedOut(verifying.app, out);

    assertThat(verdict(token())).isEqualTo(out);
    assertThat(word(token())).isEqualTo("token_replayed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          jti: | token_claim
          events: | token_claim
          events:{} | token_claim
          events:{"http://schemas.openid.net/event/backchannel-logout":1} | token_claim
          events:["http://schemas.openid.net/event/backchannel-logout"] | token_claim
          nonce:"n" | token_claim
          iat: | token_claim
          aud:"other" | token_audience
          iss:"https://other.example.com/" | token_issuer
          exp:1 | token_expired
          exp:"x" | token_claim
          sub: | ok
          sid: | ok
          sub:7 | token_claim
          """)
  void givenAClaim_itIsTakenInItsFormAlone(String member, String expected) {
    assertThat(word(token(member))).isEqualTo(expected);
  }

  @Test
  void givenNeitherSidNorSub_orThoseThatSignInsAreNotKnownBy_itIsRefused() {
    assertThat(word(token("sub:", "sid:"))).isEqualTo("token_claim");

    verifying.app =
        verifying.app(
            issuer ->
                issuer
                    .set(JwtSettings.BACKCHANNEL_LOGOUT, true)
                    .set(JwtSettings.USER_ID_CLAIM, "email"));
    assertThat(verdict(token())).isEqualTo(loggedOut("web-51", null));
    assertThat(word(token("sid:", "jti:\"l-2\""))).isEqualTo("token_claim");
  }

  @Test
  @Tag("USR-001")
  void givenASidThatNoSessionCanHave_theLogoutIsNotTakenAsIfItHadEndedOne() {
    String longest = "s".repeat(128);
    assertThat(verifying.user(verifying.token("u7", "\"sid\":\"" + longest + "\"")).session())
        .isEqualTo(longest);
    assertThat(word(token("sid:\"" + longest + "\""))).isEqualTo("ok");

    assertThat(verifying.user(verifying.token("u7", "\"sid\":\"" + longest + "s\"")).session())
        .isNull();
    assertThat(word(token("sid:\"" + longest + "s\"", "jti:\"l-2\""))).isEqualTo("token_claim");
  }

  // Tokens of sign-ins are for an API, and those of log-outs for the client that has logged in.
  @Test
  void givenAnAudienceOfLogouts_itIsTheirs() {
    verifying.app =
        verifying.app(
            issuer ->
                issuer
                    .set(JwtSettings.BACKCHANNEL_LOGOUT, true)
                    .set(JwtSettings.LOGOUT_AUDIENCE, Optional.of("shop-web")));

    assertThat(word(token("aud:\"shop-web\""))).isEqualTo("ok");
    assertThat(word(token("jti:\"l-2\""))).isEqualTo("token_audience");
    String signin =
        verifying.provider.claims("u7", verifying.clock.instant(), Duration.ofMinutes(5));
    String aud = "\"aud\":\"";
    String ofClient = signin.replace(aud + verifying.provider.audience(), aud + "shop-web");
    assertThat(ofClient).isNotEqualTo(signin);
    assertThat(verifying.reason(verifying.provider.sign(ofClient))).isEqualTo("token_audience");
    assertThat(verifying.user(verifying.token("u7")).userData()).contains("u7");
  }

  @Test
  void givenATokenThatIsOld_itIsRefused() {
    String token = token();
    String other = token("jti:\"l-2\"");
    verifying.clock.advance(Duration.ofMinutes(2));
    assertThat(word(token)).isEqualTo("ok");

    verifying.clock.advance(Duration.ofSeconds(1));
    assertThat(word(other)).isEqualTo("token_expired");
  }

  @Test
  void givenATokenOfASignIn_itIsNoLogout() {
    assertThat(word(verifying.token("u7", "\"jti\":\"t-1\""))).isEqualTo("token_claim");
    assertThat(
            verifying.reason(
                verifying.provider.sign(
                    "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"}", claims())))
        .isEqualTo("token_malformed");
    assertThat(
            word(
                verifying.provider.sign(
                    "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}", claims())))
        .isEqualTo("token_malformed");
    assertThat(
            word(
                verifying.provider.sign(
                    "{\"alg\":\"ES256\",\"typ\":\"logout+jwt\",\"kid\":\"key-1\"}", claims())))
        .isEqualTo("ok");
  }

  @Test
  void givenAnIssuerThatMayNotTellOfLogouts_orWithoutKeys_itIsRefused() {
    verifying.provider.goDown();
    assertThat(verdict(token()))
        .isInstanceOfSatisfying(
            LogoutVerdict.LogoutRefused.class,
            refused -> assertThat(refused.isTemporary()).isTrue());
    verifying.provider.comeUp();
    verifying.clock.advance(Duration.ofSeconds(5));

    verifying.app = verifying.app(issuer -> issuer);
    assertThat(word(token())).isEqualTo("token_not_enabled");
  }
}
