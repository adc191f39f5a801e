package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.JwtSettings.Algorithm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issuers of JWTs as they stand in a file. */
class ConfigIssuersTest {
  private static final String NAMED = "issuer: https://id.example.com/, audience: belfry";

  private static ConfigResult read(String issuer, Map<String, String> variables) {
    String yaml =
        """
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of the app}]
            user_authentication:
              jwt: [{%s}]
        """;
    return ConfigReader.read(yaml.formatted(issuer), variables, Map.of());
  }

  private static JwtIssuer issuer(String issuer, Map<String, String> variables) {
    assertThat(read(issuer, variables)).isInstanceOf(ConfigResult.Loaded.class);
    ConfigResult.Loaded loaded = (ConfigResult.Loaded) read(issuer, variables);
    return loaded.config().apps().get(0).issuers().get(0);
  }

  @Test
  @Tag("USR-052")
  @Tag("USR-053")
  void givenAnIssuer_itHasWhatIsSetAndElseTheDefaults() {
    JwtIssuer issuer =
        issuer(
            NAMED + ", algorithms: [PS256]",
            Map.of("BELFRY_APPS_0_USER_AUTHENTICATION_JWT_0_USER_ID_CLAIM", "email"));

    assertThat(issuer.issuer()).isEqualTo("https://id.example.com/");
    assertThat(issuer.audience()).isEqualTo("belfry");
    assertThat(issuer.settings().of(JwtSettings.ALGORITHMS)).containsExactly(Algorithm.PS256);
    assertThat(issuer.settings().of(JwtSettings.USER_ID_CLAIM)).isEqualTo("email");
    assertThat(issuer.settings().of(JwtSettings.SESSION_CLAIM)).isEqualTo("sid");
    assertThat(issuer.discovery())
        .hasToString("https://id.example.com/.well-known/openid-configuration");
  }

  @ParameterizedTest
  @Tag("USR-053")
  @Tag("USR-056")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          audience: a, issuer: '' | issuer is missing
          issuer: https://id.example.com | audience is missing
          issuer: joe, audience: a | no URL with a host
          issuer: http://id.example.com, audience: a | begins with http://
          issuer: joe, audience: a, jwks_url: http://10.0.0.1/keys | begins with http://
          issuer: joe, audience: a, jwks_url: https://x/k, jwks_file: k | are both there
          issuer: joe, audience: a, jwks_file: no-such-file | does not exist
          issuer: https://x/, audience: a, algorithms: [HS256] | with the issuer's public key
          issuer: https://x/, audience: a, algorithms: [none] | nobody has signed
          issuer: https://x/, audience: a, algorithms: [RS1] | Expected some of RS256
          issuer: https://x/, audience: a, algorithms: [] | has no entry
          issuer: https://x/, audience: a, max_token_seconds: 59 | from 60 to 604800
          'issuer: https://x/, audience: a}, {issuer: https://x/, audience: a' | two entries of one issuer
          """)
  void givenAnIssuerThatCannotBe_theProblemSaysWhy(String issuer, String words) {
    ConfigResult result = read(issuer, Map.of());

    assertThat(result).isInstanceOf(ConfigResult.NotConfigured.class);
    List<ConfigProblem> problems = ((ConfigResult.NotConfigured) result).problems();
    assertThat(problems)
        .anySatisfy(
            problem ->
                assertThat(problem.sentence())
                    .startsWith("apps[0].user_authentication.jwt")
                    .contains(words));
  }

  @Test
  @Tag("USR-056")
  void givenAnAddressOfThisMachine_itMayBeInTheClear() {
    for (String host : List.of("localhost:8080", "127.0.0.1", "[::1]:1")) {
      assertThat(issuer(NAMED + ", jwks_url: 'http://" + host + "/keys'", Map.of()).settings())
          .isNotNull();
    }
  }
}
