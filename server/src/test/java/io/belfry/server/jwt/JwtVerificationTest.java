package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a provider that serves its keys on loopback. */
class JwtVerificationTest {
  private final Verifying verifying = new Verifying();

  @AfterEach
  void end() {
    verifying.close();
  }

  @Test
  @Tag("USR-051")
  @Tag("USR-056")
  void givenATokenOfTheIssuer_itSaysWhoTheUserIs() {
    JwtUser user =
        verifying.user(
            verifying.token(
                "u7", "\"name\":\"Ada \\u00e9\"", "\"sid\":\"web-51\"", "\"jti\":\"t-1\""));

    assertThat(user.userData()).isEqualTo("{\"id\":\"u7\",\"user_info\":{\"name\":\"Ada é\"}}");
    assertThat(user.session()).isEqualTo("web-51");
    assertThat(user.jti()).isEqualTo("t-1");
    assertThat(user.watchlist()).isNull();
    assertThat(user.issuer()).isEqualTo(verifying.provider.issuer());
    assertThat(user.issuedAtSeconds()).isEqualTo(verifying.clock.instant().getEpochSecond());
    assertThat(user.expiresAtSeconds() - user.issuedAtSeconds()).isEqualTo(3_600);
  }

  @Test
  @Tag("USR-055")
  @Tag("USR-056")
  void givenATokenThatWasVerified_itIsKnownAtOnceAndNeedsNoKeys() {
    String token = verifying.token("u7");
    JwtUser first = verifying.user(token);
    verifying.provider.goDown();
    verifying.clock.advance(Duration.ofMinutes(3));

    assertThat(verifying.verifier.verify(verifying.app, token).toCompletableFuture()).isDone();
    assertThat(verifying.user(token)).isSameAs(first);
    assertThat(verifying.provider.asked()).isEqualTo(1);
  }

  @Test
  @Tag("USR-055")
  void givenATokenThatIsKnown_itExpiresAllTheSame() {
    String token = verifying.token("u7");
    verifying.user(token);
    verifying.clock.advance(Duration.ofMinutes(60).plusSeconds(29));
    assertThat(verifying.user(token).userData()).contains("u7");

    verifying.clock.advance(Duration.ofSeconds(1));
    assertThat(verifying.reason(token)).isEqualTo("token_expired");
  }

  @Test
  @Tag("USR-055")
  void givenATokenThatIsKnown_anAppWithOtherIssuersOrAnotherAppDoesNotTakeItAsKnown() {
    String token = verifying.token("u7");
    verifying.user(token);

    App others = verifying.app(issuer -> issuer.set(JwtSettings.USER_ID_CLAIM, "email"));
    verifying.app = others;
    assertThat(verifying.reason(token)).isEqualTo("token_claim");

    verifying.app = App.builder("2").key("other", "a secret").build();
    assertThat(verifying.reason(token)).isEqualTo("token_not_enabled");
  }

  @Test
  @Tag("USR-056")
  void givenAnIssuerThatChangesItsKey_newTokensAreTakenAndOldOnesFromTheNextLookOnNot() {
    String old = verifying.token("u7");
    verifying.user(old);
    verifying.provider.rotate();

    assertThat(verifying.user(verifying.token("u8")).userData()).contains("u8");
    assertThat(verifying.reason(old)).isEqualTo("token_key_unknown");
  }

  @Test
  @Tag("USR-056")
  void givenKeyIdsAtRandom_theSetIsFetchedOnceIn30Seconds() {
    verifying.user(verifying.token("u7"));
    String claims = verifying.provider.claims("u7", verifying.clock.instant(), Duration.ofHours(1));
    for (int i = 0; i < 100; i++) {
      String token =
          verifying.provider.sign("{\"alg\":\"ES256\",\"kid\":\"none-" + i + "\"}", claims);
      assertThat(verifying.reason(token)).isEqualTo("token_key_unknown");
    }
    assertThat(verifying.provider.asked()).isEqualTo(2);

    verifying.clock.advance(Duration.ofSeconds(30));
    verifying.reason(verifying.provider.sign("{\"alg\":\"ES256\",\"kid\":\"none\"}", claims));
    assertThat(verifying.provider.asked()).isEqualTo(3);
  }

  @Test
  @Tag("USR-056")
  @Tag("USR-057")
  void givenAnIssuerThatIsDown_itsKeysCountForFourHoursAndThenNobodySignsIn() {
    verifying.user(verifying.token("u7"));
    verifying.provider.goDown();
    verifying.clock.advance(Duration.ofMinutes(239));

    String known = verifying.token("u8");
    assertThat(verifying.user(known).userData()).contains("u8");

    verifying.clock.advance(Duration.ofMinutes(1));
    assertThat(verifying.reason(verifying.token("u9"))).isEqualTo("keys_unavailable");
    assertThat(verifying.reason(known)).isEqualTo("keys_unavailable");

    verifying.provider.comeUp();
    verifying.clock.advance(Duration.ofSeconds(5));
    assertThat(verifying.user(known).userData()).contains("u8");
  }

  @Test
  @Tag("USR-057")
  void givenNoKeysFromTheStart_theReasonSaysWhereFromAndWhy() {
    verifying.provider.goDown();

    assertThat(verifying.verdict(verifying.token("u7")))
        .isInstanceOfSatisfying(
            JwtVerdict.TokenRefused.class,
            refused -> {
              assertThat(refused.reason().word()).isEqualTo("keys_unavailable");
              assertThat(refused.words()).contains(verifying.provider.keysUrl(), "answered 503");
            });
  }

  @Test
  @Tag("USR-056")
  void givenAFileOfKeys_itIsUsedAndReadAnewWhenAppsAreReloaded(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("keys.json"), verifying.provider.keys());
    verifying.app =
        verifying.app(
            issuer ->
                issuer
                    .set(JwtSettings.JWKS_URL, Optional.empty())
                    .set(JwtSettings.JWKS_FILE, Optional.of(file)));
    verifying.apps.replace(List.of(verifying.app));
    String old = verifying.token("u7");
    verifying.user(old);

    verifying.provider.rotate();
    Files.writeString(file, verifying.provider.keys());
    verifying.verifier.appsChanged();

    assertThat(verifying.user(verifying.token("u8")).userData()).contains("u8");
    assertThat(verifying.reason(old)).isEqualTo("token_key_unknown");
    assertThat(verifying.provider.asked()).isZero();
  }

  @Test
  @Tag("USR-050")
  @Tag("USR-052")
  void givenATokenBeyondTheLimit_itIsRefusedAtOnce() {
    String token = verifying.token("u7", "\"more\":\"" + "x".repeat(9_000) + "\"");
    assertThat(verifying.verifier.verify(verifying.app, token).toCompletableFuture()).isDone();
    assertThat(verifying.reason(token)).isEqualTo("token_malformed");

    verifying.app =
        App.builder("1")
            .key("app-key", "a secret")
            .issuer(verifying.app.issuers().get(0))
            .limit(Limit.MAX_TOKEN_BYTES, token.length())
            .build();
    assertThat(verifying.user(token).userData()).contains("u7");
  }

  @Test
  @Tag("USR-055")
  void givenAVerifierThatIsClosed_whoeverAsksIsToldToComeAgain() {
    String token = verifying.token("u7");
    verifying.verifier.close();

    assertThat(verifying.reason(token)).isEqualTo("keys_unavailable");
  }
}
