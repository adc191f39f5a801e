package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.ServerSide;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in with what an identity provider gives, and nothing else. */
class AccessTokenTest {
  private static final String SIGNIN = "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"%s\"}}";
  private static final String SUCCESS =
      "{\"event\":\"pusher:signin_success\",\"data\":"
          + "\"{\\\"user_data\\\":\\\"{\\\\\\\"id\\\\\\\":\\\\\\\"u7\\\\\\\",\\\\\\\"user_info\\\\\\\":"
          + "{\\\\\\\"name\\\\\\\":\\\\\\\"Ada\\\\\\\"}}\\\"}\"}";
  private static final String FAILED = "refused AuthenticationFailureException";

  private static Scene scene(UserAuthenticator authenticator) {
    Scene scene = Scene.open(options -> options.setUserAuthenticator(authenticator));
    scene.pusher().user().bindSignin(scene.recorder());
    return scene;
  }

  private static Scene signingInWith(Supplier<String> tokens) {
    return scene(UserAuthenticator.ofAccessToken(tokens));
  }

  @Test
  @Tag("USR-050")
  @Tag("USR-051")
  void givenAnAccessToken_itIsSentAloneAndTheServerSaysWhoItIs() {
    try (Scene scene = signingInWith(() -> "aGVhZA.Ym9keQ.c2ln")) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      assertThat(side.next()).isEqualTo(SIGNIN.formatted("aGVhZA.Ym9keQ.c2ln"));
      side.send(SUCCESS);
      scene.recorder().await("signed in u7");

      assertThat(scene.pusher().user().userId()).isEqualTo("u7");
    }
  }

  @Test
  @Tag("USR-050")
  void givenAnAuthenticatorThatAnswersAJwtWithUserData_theTokenGoesAlone() {
    String answer = "{\"auth\":\"aGVhZA.Ym9keQ.c2ln\",\"user_data\":\"{}\"}";
    try (Scene scene = scene(socketId -> answer)) {
      scene.pusher().signin();

      assertThat(scene.connect("1.1").next()).isEqualTo(SIGNIN.formatted("aGVhZA.Ym9keQ.c2ln"));
    }
  }

  @Test
  @Tag("USR-043")
  void givenATokenThatExpiresSoon_itIsRenewedWithAFreshOneOnTheSameConnection() {
    BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    tokens.add("aGVhZA.Ym9keTE.c2ln");
    tokens.add("aGVhZA.Ym9keTI.c2ln");
    try (Scene scene = signingInWith(tokens::remove)) {
      scene.pusher().signin();
      ServerSide side = scene.connect("1.1");
      side.next();
      side.send(SUCCESS);
      side.next();
      scene.recorder().await("signed in u7");
      side.send("{\"event\":\"belfry:token_expiring\",\"data\":\"{\\\"seconds\\\":30}\"}");

      assertThat(side.next()).isEqualTo(SIGNIN.formatted("aGVhZA.Ym9keTI.c2ln"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "opaque-token-of-another-kind", "aGVhZA.Ym9keQ.c2ln.bW9yZQ.eA"})
  @Tag("USR-051")
  void givenATokenOfAnotherForm_itFailsTypedAndDoesNotShowIt(String token) {
    try (Scene scene = signingInWith(() -> token)) {
      scene.pusher().signin();
      scene.connect("1.1");
      scene.recorder().await(FAILED);

      String words = String.valueOf(scene.recorder().lastFailure());
      assertThat(words).contains(": The access token is no JWT.");
      assertThat(token.isEmpty() || !words.contains(token)).isTrue();
    }
  }

  @Test
  @Tag("CL-009")
  void givenNoToken_theFailureNamesItsCause() {
    Supplier<String> loggedOut =
        () -> {
          throw new IllegalStateException("logged out");
        };
    try (Scene scene = signingInWith(loggedOut)) {
      scene.pusher().signin();
      scene.connect("1.1");
      scene.recorder().await(FAILED);

      assertThat(scene.recorder().lastFailure()).hasRootCauseMessage("logged out");
    }
  }
}
