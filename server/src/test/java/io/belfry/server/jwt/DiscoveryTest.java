package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are found by what an issuer says of itself (OpenID Connect Discovery 1.0). */
@Tag("USR-056")
class DiscoveryTest {
  private static final String KEYS = "/keys";

  private final AtomicReference<String> said = new AtomicReference<>("");
  private final Verifying verifying = new Verifying();
  private final HttpEndpoint provider =
      HttpEndpoint.start(
          request ->
              switch (request.path()) {
                case "/auth/realms/shop/.well-known/openid-configuration" ->
                    new Answer(200, said.get());
                case "/auth" + KEYS -> new Answer(200, verifying.provider.keys());
                default -> new Answer(404, "");
              });

  @AfterEach
  void end() {
    verifying.close();
    provider.close();
  }

  private String at(String path) {
    return provider.url() + path;
  }

  private String token(String issuer) {
    verifying.app =
        App.builder("1")
            .key("app-key", "a secret")
            .issuer(JwtIssuer.builder(issuer, verifying.provider.audience()).build())
            .build();
    String claims =
        verifying.provider.claims("u7", verifying.clock.instant(), Duration.ofMinutes(5));
    return verifying.provider.sign(claims.replace(verifying.provider.issuer(), issuer));
  }

  private static String document(String issuer, String keys) {
    return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\",\"scopes_supported\":[\"openid\"]}"
        .formatted(issuer, keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void givenAnIssuer_itsKeysAreWhereItSays(String slash) {
    String issuer = at("/realms/shop" + slash);
    said.set(document(issuer, at(KEYS)));

    assertThat(verifying.user(token(issuer)).userData()).contains("u7");
  }

  @ParameterizedTest
  @CsvSource({
    "http://keys.example.com/keys, begins with http://",
    "file:///etc/passwd, is no URL with a host",
    "https://user@id.example.com/keys, has a user name",
  })
  void givenAnAddressOfKeysThatIsNotTaken_nothingIsAskedThere(String keys, String words) {
    String issuer = at("/realms/shop");
    said.set(document(issuer, keys));

    JwtVerdict.TokenRefused refused = (JwtVerdict.TokenRefused) verifying.verdict(token(issuer));
    assertThat(refused.reason().word()).isEqualTo("keys_unavailable");
    assertThat(refused.words()).contains("names a jwks_uri that " + words);
  }

  @Test
  void givenADocumentOfAnotherIssuer_itsKeysAreNotTaken() {
    String issuer = at("/realms/shop");
    said.set(document(issuer + "/", at(KEYS)));

    JwtVerdict.TokenRefused refused = (JwtVerdict.TokenRefused) verifying.verdict(token(issuer));
    assertThat(refused.reason().word()).isEqualTo("keys_unavailable");
    assertThat(refused.words()).contains("they have to be equal, to the last slash");
  }
}
