package io.belfry.server.jwt;

import static io.belfry.server.jwt.SignedTokens.P256;
import static io.belfry.server.jwt.SignedTokens.P384;
import static io.belfry.server.jwt.SignedTokens.P521;
import static io.belfry.server.jwt.SignedTokens.RSA;
import static io.belfry.server.jwt.SignedTokens.app;
import static io.belfry.server.jwt.SignedTokens.claims;
import static io.belfry.server.jwt.SignedTokens.judged;
import static io.belfry.server.jwt.SignedTokens.part;
import static io.belfry.server.jwt.SignedTokens.set;
import static io.belfry.server.jwt.SignedTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.JwtSettings.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms that are taken, and every way around them that is known. */
@Tag("USR-053")
@Tag("USR-054")
class JwtAttacksTest {
  private static final String RIGHT = claims();
  private static final String ZEROS = part(new byte[64]);

  static Stream<Arguments> algorithms() {
    return Stream.of(
        Arguments.of(RSA, JWSAlgorithm.RS256),
        Arguments.of(RSA, JWSAlgorithm.RS384),
        Arguments.of(RSA, JWSAlgorithm.RS512),
        Arguments.of(RSA, JWSAlgorithm.PS256),
        Arguments.of(RSA, JWSAlgorithm.PS384),
        Arguments.of(RSA, JWSAlgorithm.PS512),
        Arguments.of(P256, JWSAlgorithm.ES256),
        Arguments.of(P384, JWSAlgorithm.ES384),
        Arguments.of(P521, JWSAlgorithm.ES512));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void givenAnAlgorithm_itIsTakenWhereItIsListedAndNowhereElse(JWK key, JWSAlgorithm algorithm) {
    String token = token(key, algorithm, RIGHT);
    List<Algorithm> others =
        Stream.of(Algorithm.values())
            .filter(one -> !one.word().equals(algorithm.getName()))
            .toList();

    assertThat(judged(token)).isEqualTo("ok");
    assertThat(judged(app(issuer -> issuer.set(JwtSettings.ALGORITHMS, others)), token))
        .isEqualTo("token_algorithm");
  }

  @Test
  void givenATokenByEd25519_itIsTaken() {
    String token = SignedTokens.edToken(RIGHT);

    assertThat(judged(token)).isEqualTo("ok");
    assertThat(judged(changed(token))).isEqualTo("token_signature");
  }

  // The first letter of the signature is another.
  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 1;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void givenAnotherSignatureOrOtherClaims_theTokenIsRefused(JWK key, JWSAlgorithm algorithm) {
    String token = token(key, algorithm, RIGHT);
    List<String> parts = List.of(token.split("\\.", -1));
    String ofAdmin = parts.get(0) + "." + part(claims("sub:\"admin\"")) + "." + parts.get(2);

    assertThat(judged(changed(token))).isEqualTo("token_signature");
    assertThat(judged(ofAdmin)).isEqualTo("token_signature");
    assertThat(judged(parts.get(0) + "." + parts.get(1) + ".")).isEqualTo("token_signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "HS256", "HS512", "", "RS1", "ES256K"})
  void givenAnAlgorithmThatIsNeverTaken_theTokenIsRefused(String algorithm) {
    String unsigned = part("{\"alg\":\"" + algorithm + "\"}") + "." + part(RIGHT) + ".";

    assertThat(judged(unsigned)).isEqualTo("token_algorithm");
    assertThat(judged(unsigned + part("x"))).isEqualTo("token_algorithm");
  }

  @Test
  void givenAMacMadeWithThePublicKey_theTokenIsRefused() throws Exception {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(RSA.toRSAPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    for (String secret : List.of(RSA.toPublicJWK().toJSONString(), pem)) {
      String text = part("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + part(RIGHT);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] made = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));

      assertThat(judged(text + "." + part(made))).isEqualTo("token_algorithm");
      // The same with an algorithm that is listed.
      String listed = part("{\"alg\":\"RS256\",\"kid\":\"rsa\"}") + "." + part(RIGHT);
      assertThat(judged(listed + "." + part(made))).isEqualTo("token_signature");
    }
  }

  @Test
  void givenAKeyThatTheTokenBringsAlong_itIsNotLookedAt() {
    RSAKey own = SignedTokens.rsa(2_048, "rsa");
    for (String brought :
        List.of(
            "\"jwk\":" + own.toPublicJWK().toJSONString(),
            "\"jku\":\"https://evil.example.com/keys\"",
            "\"x5u\":\"https://evil.example.com/cert\"")) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\"," + brought + "}";

      assertThat(judged(token(own, header, RIGHT))).isEqualTo("token_signature");
      assertThat(judged(token(RSA, header, RIGHT))).isEqualTo("ok");
    }
    String bare = token(own, JWSAlgorithm.RS256, RIGHT);
    String header = part("{\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5c\":7,\"jwk\":[],\"jku\":{}}");
    assertThat(judged(header + bare.substring(bare.indexOf('.')))).isEqualTo("token_signature");
  }

  @Test
  void givenAKeyThatIsTooShort_itCountsAsNone() {
    RSAKey weak = SignedTokens.rsa(1_024, "weak");
    String set = set(RSA, weak);

    assertThat(judged(app(issuer -> issuer), token(weak, JWSAlgorithm.RS256, RIGHT), set))
        .isEqualTo("token_key_unknown");
    assertThat(SignedTokens.keys(set).passedOver()).isEqualTo(1);
  }

  @Test
  void givenASignatureOfZeros_theTokenIsRefused() {
    String text = part("{\"alg\":\"ES256\",\"kid\":\"p256\"}") + "." + part(RIGHT);

    assertThat(judged(text + "." + ZEROS)).isEqualTo("token_signature");
  }

  @Test
  void givenAKeyOfAnotherCurveOrKind_itIsNotUsed() {
    for (String algorithm : List.of("ES256", "RS256", "EdDSA")) {
      String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"p384\"}";

      assertThat(judged(part(header) + "." + part(RIGHT) + "." + ZEROS))
          .isEqualTo("token_key_unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use\":\"enc\"",
        "\"key_ops\":[\"encrypt\"]",
        "\"alg\":\"ES384\"",
        "\"alg\":\"ECDH-ES\"",
        "\"x\":7"
      })
  void givenAKeyForSomethingElse_itIsNotUsed(String member) {
    String open =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"p256\",\"x\":\"%s\",\"y\":\"%s\",%s}"
            .formatted(
                member.startsWith("\"x\"") ? "AA" : P256.getX(),
                P256.getY(),
                member.startsWith("\"x\"") ? "\"more\":1" : member);
    String set = "{\"keys\":[" + open + "," + SignedTokens.edJwk() + "]}";

    assertThat(judged(app(issuer -> issuer), token(P256, JWSAlgorithm.ES256, RIGHT), set))
        .isEqualTo("token_key_unknown");
    assertThat(judged(app(issuer -> issuer), SignedTokens.edToken(RIGHT), set)).isEqualTo("ok");
  }

  @Test
  void givenATokenWithoutKid_theKeysOfItsKindAreTried() {
    assertThat(judged(token(P256, "{\"alg\":\"ES256\"}", RIGHT))).isEqualTo("ok");
    assertThat(judged(token(P256, "{\"alg\":\"ES256\",\"kid\":\"p384\"}", RIGHT)))
        .isEqualTo("token_key_unknown");
  }
}
