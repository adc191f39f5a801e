package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.UserAuthenticator;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.IdentityProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guide shows of signing in with a JWT. */
class JwtTest {
  private static final String PAGE =
      Pages.read(Pages.ROOT.resolve("docs/guide/signing-in-with-a-jwt.md"));
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

  @TempDir Path data;

  @AutoClose private final IdentityProvider provider = IdentityProvider.start();
  private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

  /** In place of what a program gets its tokens from. */
  private final class Tokens {
    String accessToken() {
      return provider.token("ada", Instant.now(), Duration.ofMinutes(10));
    }
  }

  private void show(String line) {
    shown.add(line);
  }

  static Stream<String> configurations() {
    return YAML.matcher(PAGE)
        .results()
        .map((MatchResult found) -> found.group(1))
        .map(
            yaml ->
                yaml.startsWith("jwt:")
                    ? "apps:\n  - id: \"1\"\n    keys: [{key: a, secret: \"…\"}]\n    user_authentication:\n"
                        + yaml.indent(6)
                    : yaml)
        .map(yaml -> yaml.replace("…", "0123456789abcdef".repeat(4)));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void givenAConfigurationOfThePage_itCanBeRead(String yaml) {
    assertThat(ConfigReader.read(yaml, Map.of(), Map.of()))
        .isInstanceOfSatisfying(
            ConfigResult.Loaded.class,
            loaded ->
                assertThat(loaded.config().apps())
                    .allSatisfy(app -> assertThat(app.issuers()).hasSize(1)));
  }

  @Test
  @Tag("USR-059")
  void givenThePage_itSaysWhatABearerTokenIsAndWhatToDo() {
    assertThat(PAGE)
        .contains("bearer token", "**TLS everywhere.**", "**Short lives.**", "**A `jti`");
  }

  @Test
  @Tag("USR-050")
  void givenTheLinesForAJwt_theClientSignsInAndHearsItsUsersEvents() throws Exception {
    String issuer =
        "user_authentication: {jwt: [{issuer: \"%s\", audience: %s, jwks_url: \"%s\"}]}"
            .formatted(provider.issuer(), provider.audience(), provider.keysUrl());
    try (TestBelfry server = TestBelfry.start(data, issuer)) {
      PusherOptions options =
          new PusherOptions().setHost("127.0.0.1").setWsPort(server.port()).setUseTLS(false);
      Tokens tokens = new Tokens();
      // snippet: client-jwt
      options.setUserAuthenticator(UserAuthenticator.ofAccessToken(tokens::accessToken));
      Pusher pusher = new Pusher("app-key", options);
      pusher.bind("pusher:signin_success", event -> show("signed in"));
      pusher.connect();
      pusher.signin();
      // end
      try (pusher) {
        pusher.user().bind("order-shipped", event -> show(String.valueOf(event.getData())));
        assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo("signed in");
        server.backend().sendToUser("ada", "order-shipped", "{\"order\":7}");
        assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"order\":7}");
      }
    }
  }
}
