package io.belfry.server.jwt;

import static io.belfry.server.jwt.SignedTokens.P256;
import static io.belfry.server.jwt.SignedTokens.claims;
import static io.belfry.server.jwt.SignedTokens.judged;
import static io.belfry.server.jwt.SignedTokens.part;
import static io.belfry.server.jwt.SignedTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are no JWT, or one that two readers could read differently. */
@Tag("USR-052")
class JwtFormTest {
  private static final String RIGHT = token(P256, JWSAlgorithm.ES256, claims());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "{}.{}.{}",
        "é.é.é",
        "e30.e30.",
        "bnVsbA.bnVsbA.",
        "W10.W10.W10"
      })
  void givenATextThatIsNoJwt_itIsMalformed(String text) {
    assertThat(judged(text)).isEqualTo("token_malformed");
  }

  @Test
  void givenTheSameTokenWrittenOtherwise_itIsMalformed() {
    // The last letter of 64 bytes has four bits that say nothing.
    String start = RIGHT.substring(0, RIGHT.length() - 1);
    String other = start + (char) (RIGHT.charAt(RIGHT.length() - 1) + 1);

    assertThat(judged(RIGHT)).isEqualTo("ok");
    assertThat(List.of(RIGHT + "=", RIGHT + "\n", " " + RIGHT, RIGHT + ".", other))
        .allSatisfy(text -> assertThat(judged(text)).isEqualTo("token_malformed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"kid\":\"p256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"p256\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"kid\":\"p256\",\"zip\":\"DEF\"}",
        "{\"alg\":\"ES256\",\"kid\":\"p256\",\"enc\":\"A128GCM\"}",
        "{\"alg\":\"ES256\",\"kid\":\"p256\",\"kid\":\"p256\"}",
        "{\"alg\":\"ES256\",\"alg\":\"none\",\"kid\":\"p256\"}",
        "{\"alg\":\"ES256\",\"kid\":7}",
        "{\"alg\":\"ES256\",\"kid\":\"p256\"} ,",
        "{\"alg\":[\"ES256\"]}",
        "{\"kid\":\"p256\"}"
      })
  void givenAHeaderThatIsNotTaken_itIsMalformed(String header) {
    assertThat(judged(part(header) + RIGHT.substring(RIGHT.indexOf('.'))))
        .isEqualTo("token_malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWE", "logout+jwt", "", "application/jwt+x"})
  void givenATypeThatIsNotTaken_itIsMalformed(String type) {
    assertThat(judged(typed(type))).isEqualTo("token_malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
  void givenATypeThatIsTaken_itMayBeWrittenInAnyWay(String type) {
    assertThat(judged(typed(type))).isEqualTo("ok");
  }

  private static String typed(String type) {
    return token(P256, "{\"alg\":\"ES256\",\"kid\":\"p256\",\"typ\":\"" + type + "\"}", claims());
  }

  @Test
  void givenClaimsThatAreTooDeepOrStandTwice_theyAreMalformed() {
    for (String members :
        List.of(
            "\"a\":" + "[".repeat(1_500) + "]".repeat(1_500),
            "\"sub\":\"u8\"",
            "\"a\":" + "9".repeat(2_000),
            "\"a\":\"\\ud800\"",
            "\"a\":NaN")) {
      String claims = "{" + members + "," + claims().substring(1);

      assertThat(judged(token(P256, JWSAlgorithm.ES256, claims))).isEqualTo("token_malformed");
    }
  }

  @Test
  void givenATokenThatIsRefused_nothingOfItIsSaid() {
    String secret = "\"hunter2-hunter2\"";
    for (String token :
        List.of(
            "hunter2.hunter2.hunter2",
            part("{\"alg\":" + secret + "}") + "." + part(claims()) + ".",
            token(P256, JWSAlgorithm.ES256, claims("iss:" + secret)),
            token(P256, JWSAlgorithm.ES256, claims("aud:" + secret)),
            token(P256, JWSAlgorithm.ES256, claims("exp:" + secret)),
            token(P256, JWSAlgorithm.ES256, claims("sub:[" + secret + "]")),
            token(P256, "{\"alg\":\"ES256\",\"kid\":" + secret + "}", claims()),
            token(P256, "{\"alg\":\"ES256\",\"typ\":" + secret + "}", claims()))) {
      assertThat(
              JwtJudge.judge(
                  SignedTokens.app(issuer -> issuer),
                  token,
                  issuer -> SignedTokens.keys(SignedTokens.set(P256)),
                  SignedTokens.NOW))
          .isInstanceOfSatisfying(
              JwtVerdict.TokenRefused.class,
              refused -> assertThat(refused.words()).doesNotContain("hunter2").endsWith("."));
    }
  }
}
