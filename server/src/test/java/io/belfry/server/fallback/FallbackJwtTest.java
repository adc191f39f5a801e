package io.belfry.server.fallback;

import static io.belfry.server.fallback.Browser.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import io.belfry.testkit.IdentityProvider;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider over the fallback transports. */
class FallbackJwtTest {
  @AutoClose private final IdentityProvider provider = IdentityProvider.start();

  @AutoClose
  private final TestServer server =
      TestServer.start(
          "user_authentication: {jwt: [{issuer: \"%s\", audience: %s, jwks_url: \"%s\"}]}"
              .formatted(provider.issuer(), provider.audience(), provider.keysUrl()));

  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  private void signIn() {
    String token = provider.token("ada", server.clock().instant(), Duration.ofHours(1));
    browser.send("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + token + "\"}}");
  }

  @Test
  @Tag("USR-050")
  void givenAStream_aTokenSignsIn() {
    HttpSocket stream = browser.openStream();
    stream.line();
    signIn();

    assertThat(stream.line())
        .isEqualTo(
            lineOf(
                "{\"event\":\"pusher:signin_success\",\"data\":"
                    + TestServer.quoted(
                        "{\"user_data\":" + TestServer.quoted("{\"id\":\"ada\"}") + "}")
                    + "}"));
  }

  @Test
  @Tag("USR-057")
  void givenNoKeys_theSessionIsClosedWith4100() {
    provider.goDown();
    HttpSocket stream = browser.openStream();
    stream.line();
    signIn();

    assertThat(stream.line())
        .isEqualTo("c[4100,\"Keys of the identity provider unavailable, come back in a second\"]");
  }
}
