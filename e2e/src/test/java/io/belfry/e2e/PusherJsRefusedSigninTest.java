package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.AuthEndpoint.Reply;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserAuth;
import io.belfry.rest.UserData;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sign-in that the application or the server refuses costs the connection nothing. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsRefusedSigninTest {
  @AutoClose private final Scene scene;

  PusherJsRefusedSigninTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500})
  void givenAnEndpointThatRefuses_theUserObjectTellsTheStatus(int status) {
    scene.app().users(AuthEndpoint.refusing(status));
    Tab tab = triedToSignIn();

    assertThat(tab.next("user:pusher:signin_error"))
        .startsWith("{\"type\":\"AuthError\"")
        .endsWith("\"status\":" + status + "}");
    isConnectedAsNobody(tab);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500})
  void givenAnEndpointThatRefusedOnce_aJoinStillWorks(int status) {
    scene.app().users(AuthEndpoint.refusing(status));
    Tab tab = triedToSignIn();
    tab.next("user:pusher:signin_error");
    tab.join("private-room");

    isConnectedAsNobody(tab);
  }

  @Test
  void givenAnEndpointThatAnswersAPage_theUserObjectTellsIt() {
    scene.app().users(AuthEndpoint.garbage());
    Tab tab = triedToSignIn();

    assertThat(tab.next("user:pusher:signin_error"))
        .startsWith("{\"type\":\"AuthError\"")
        .contains("JSON returned from user-authentication endpoint was invalid")
        .endsWith("\"status\":200}");
    isConnectedAsNobody(tab);
  }

  @Test
  @Tag("WS-035")
  void givenATokenForAnotherSocket_itIsRefusedAndTheConnectionStays() {
    Pusher backend = scene.belfry().backend();
    scene
        .app()
        .users((request, user) -> signed(backend.authenticateUser("1.1", UserData.of(user))));
    Tab tab = triedToSignIn();

    assertThat(tab.next("error:4009")).isEqualTo(refusal("Invalid signature"));
    isConnectedAsNobody(tab);
  }

  @Test
  @Tag("WS-035")
  void givenATokenWithAWrongKey_itIsRefusedAndTheConnectionStays() {
    Pusher stranger = scene.belfry().backend("wrong-key", "a secret of the app");
    scene.app().users(AuthEndpoint.signingUsers(stranger));
    Tab tab = triedToSignIn();

    assertThat(tab.next("error:4009")).isEqualTo(refusal("Invalid key in sign-in auth data"));
    isConnectedAsNobody(tab);
  }

  @Test
  @Tag("WS-035")
  void givenATokenWithAWrongSecret_itIsRefusedAndTheConnectionStays() {
    Pusher stranger = scene.belfry().backend(Belfry.KEY, "another secret");
    scene.app().users(AuthEndpoint.signingUsers(stranger));
    Tab tab = triedToSignIn();

    assertThat(tab.next("error:4009")).isEqualTo(refusal("Invalid signature"));
    isConnectedAsNobody(tab);
  }

  @Test
  @Tag("WS-035")
  void givenUserDataThatWasChangedAfterSigning_itIsRefusedAndTheConnectionStays() {
    Pusher backend = scene.belfry().backend();
    scene
        .app()
        .users(
            (request, user) -> {
              String auth = backend.authenticateUser(request.socketId(), UserData.of("bob")).auth();
              return signed(new UserAuth(auth, UserData.of(user).toJson()));
            });
    Tab tab = triedToSignIn();

    assertThat(tab.next("error:4009")).isEqualTo(refusal("Invalid signature"));
    isConnectedAsNobody(tab);
  }

  @Test
  void givenARefusedToken_bindingsOfTheClientSeeTheErrorToo() {
    scene
        .app()
        .users(AuthEndpoint.signingUsers(scene.belfry().backend(Belfry.KEY, "another secret")));
    Tab tab = triedToSignIn();

    assertThat(tab.next("pusher:error"))
        .isEqualTo("{\"code\":4009,\"message\":\"Invalid signature\"}");
  }

  private Tab triedToSignIn() {
    Tab tab = scene.tab("alice").connect();
    tab.evaluate("pusher.signin()");
    return tab;
  }

  private void isConnectedAsNobody(Tab tab) {
    scene.belfry().backend().sendToUser("alice", "secret", "{}");
    tab.settle();

    assertThat(tab.seen("secret")).isEmpty();
    assertThat(tab.seen("pusher:signin_success")).isEmpty();
    assertThat(tab.seen("state:")).containsExactly("state:connected");
    assertThat(tab.state()).isEqualTo("connected");
    assertThat(tab.evaluate("pusher.user.user_data")).isNull();
    assertThat(scene.belfry().connections()).isEqualTo(1);
  }

  private static Reply signed(UserAuth auth) {
    return Reply.json(auth.toJson());
  }

  private static String refusal(String message) {
    return "{\"type\":\"PusherError\",\"data\":{\"code\":4009,\"message\":\"" + message + "\"}}";
  }
}
