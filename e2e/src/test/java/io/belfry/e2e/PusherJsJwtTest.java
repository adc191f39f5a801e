package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.IdentityProvider;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Unmodified pages that sign in with a token of an identity provider, by the guide's lines. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsJwtTest {
  private static final JwtGuide GUIDE = JwtGuide.ofThePage();
  // In place of the provider's own library: the application hands out what the test has made.
  private static final String PROVIDERS_LIBRARY =
      """
      window.auth = {accessToken: async () => {
        const answer = await fetch("/own/user-auth", {
          method: "POST", body: new URLSearchParams({socket_id: "1.1"})});
        return (await answer.json()).token;
      }};
      0
      """;

  private final ManualClock clock = new ManualClock();
  private final IdentityProvider provider = IdentityProvider.start();
  private final Scene scene;
  private volatile Duration life = Duration.ofMinutes(10);
  private volatile String claims = "";

  PusherJsJwtTest(Chromium chromium) {
    scene =
        new Scene(
            chromium,
            Belfry.start(
                clock,
                "user_authentication:",
                "  hmac: false",
                "  jwt: [{issuer: \"%s\", audience: %s, jwks_url: \"%s\"}]"
                    .formatted(provider.issuer(), provider.audience(), provider.keysUrl())));
    scene
        .app()
        .users(
            (request, user) ->
                AuthEndpoint.Reply.json("{\"token\":\"" + provider.sign(claimsOf(user)) + "\"}"));
  }

  private String claimsOf(String user) {
    return claims.isEmpty()
        ? provider.claims(user, clock.instant(), life, "\"name\":\"Ada\"")
        : claims;
  }

  @AfterEach
  void close() {
    scene.close();
    provider.close();
  }

  private Tab connected() {
    Tab tab = scene.tab("ada");
    tab.evaluate(PROVIDERS_LIBRARY);
    return tab.connect(GUIDE.option());
  }

  private int tokensAskedFor() {
    return scene.app().calls(TestApp.OWN_USER_AUTH).size();
  }

  @Test
  @Tag("USR-050")
  @Tag("USR-051")
  void givenTheLinesOfTheGuide_thePageIsTheUserOfItsTokenAndHearsItsEvents() {
    Tab ada = connected().signin();
    scene.belfry().backend().sendToUser("ada", "greeted", "{}");
    ada.next("greeted");

    assertThat(ada.evaluate("JSON.stringify(pusher.user.user_data)"))
        .isEqualTo("{\"id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}");
    assertThat(tokensAskedFor()).isEqualTo(1);
  }

  @Test
  @Tag("USR-043")
  void givenTheLineThatRenews_theNextTokenTakesOverOnTheSameSocket() {
    life = Duration.ofSeconds(100);
    Tab ada = connected().signin();
    ada.evaluate(GUIDE.renewal());
    String socketId = ada.socketId();
    clock.advance(Duration.ofSeconds(71));
    ada.next("pusher:signin_success");
    clock.advance(Duration.ofSeconds(59));
    scene.belfry().backend().sendToUser("ada", "greeted", "{}");
    ada.next("greeted");

    assertThat(ada.seen("greeted")).hasSize(1);
    assertThat(ada.socketId()).isEqualTo(socketId);
    assertThat(tokensAskedFor()).isEqualTo(2);
  }

  @Test
  @Tag("USR-051")
  void givenAWrongToken_thePageIsToldAndStaysConnected() {
    claims = provider.claims("ada", clock.instant(), life).replace("\"belfry\"", "\"shop\"");
    Tab ada = connected();
    ada.evaluate("pusher.signin()");

    assertThat(ada.next("error:4009"))
        .isEqualTo(
            "{\"type\":\"PusherError\",\"data\":{\"code\":4009,\"message\":\"Invalid token\"}}");
    ada.settle();
    assertThat(ada.state()).isEqualTo("connected");
    assertThat(ada.evaluate("pusher.user.user_data")).isNull();
  }

  @Test
  @Tag("USR-057")
  void givenAProviderThatIsDown_thePageComesBackByItselfWhenItIsUp() {
    provider.goDown();
    Tab ada = connected();
    ada.evaluate("pusher.signin()");
    ada.next("state:connecting");
    provider.comeUp();
    clock.advance(Duration.ofMinutes(1));
    ada.next("pusher:signin_success");

    assertThat(ada.evaluate("pusher.user.user_data.id")).isEqualTo("ada");
  }

  @Test
  @Tag("USR-056")
  void givenAProviderThatChangesItsKey_theNextPageGetsIn() {
    connected().signin();
    provider.rotate();
    clock.advance(Duration.ofSeconds(31));

    connected().signin();
  }
}
