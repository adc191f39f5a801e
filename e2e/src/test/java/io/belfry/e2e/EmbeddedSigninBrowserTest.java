package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.junit.BelfryTest;
import io.belfry.junit.ServerSetup;
import io.belfry.junit.TestBelfry;
import io.belfry.server.BelfryServer;
import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Authorization.Authorized;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import io.belfry.server.hook.Identification.KnownUser;
import io.belfry.server.hook.Identification.UnknownUser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Unmodified pusher-js, whose page has a session that the embedded server's application knows. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class EmbeddedSigninBrowserTest {
  private static final String WITHOUT_TOKENS =
      """
      userAuthentication: {
        customHandler: (params, callback) => callback(null, {auth: '', user_data: '{}'})
      },
      channelAuthorization: {customHandler: (params, callback) => callback(null, {auth: ''})}
      """;

  private final Chromium chromium;

  EmbeddedSigninBrowserTest(Chromium chromium) {
    this.chromium = chromium;
  }

  /** Knows who has a session, and lets everybody who is signed in into all channels. */
  static final class Sessions implements ServerSetup {
    @Override
    public void prepare(BelfryServer.Builder server) {
      server
          .keepHeaders("Cookie")
          .hooks(
              new BlockingHooks() {
                @Override
                public Identification user(WithoutToken facts) {
                  return facts
                      .arrival()
                      .cookie("session")
                      .<Identification>map(id -> new KnownUser(id))
                      .orElseGet(UnknownUser::new);
                }

                @Override
                public Authorization authorizing(Authorizing facts) {
                  return new Authorized();
                }
              });
    }
  }

  private Tab open(TestBelfry belfry, TestApp app) {
    return Tab.open(chromium, app.url("/ada"), belfry.appKey(), belfry.port())
        .connect(WITHOUT_TOKENS);
  }

  @Test
  @Tag("WS-131")
  @Tag("WS-135")
  @BelfryTest(setup = Sessions.class, app = "allowed_origins: [\"127.0.0.1\"]")
  void givenAPageThatIsNamed_itsVisitorIsSignedInByTheSessionWithoutAnyEndpoint(TestBelfry belfry) {
    try (TestApp app = new TestApp(belfry.pusher(), PageScript.pusherJs());
        Tab tab = open(belfry, app)) {
      tab.signin();
      assertThat(tab.evaluate("pusher.user.user_data.id")).isEqualTo("ada");
      tab.join("presence-room");
      belfry.pusher().sendToUser("ada", "order", "{}");
      belfry.assertDelivered("order").to("ada");
      assertThat(app.calls(TestApp.USER_AUTH)).isEmpty();
    }
  }

  @Test
  @Tag("WS-132")
  @Tag("THR-21")
  @BelfryTest(setup = Sessions.class)
  void givenAPageOfAnotherOrigin_itsVisitorIsNotSignedInAlthoughTheCookieComes(TestBelfry belfry) {
    try (TestApp app = new TestApp(belfry.pusher(), PageScript.pusherJs());
        Tab tab = open(belfry, app)) {
      tab.evaluate("pusher.signin()");
      assertThat(tab.next("error:4009")).contains("need a token");
      belfry.assertNothingMoreTo("ada");
    }
  }
}
