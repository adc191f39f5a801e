package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Blocked;
import io.belfry.rest.SignInsToRevoke;
import io.belfry.rest.UserData;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users who are blocked and sign-ins that are revoked, as unmodified pages see them. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsBlockedUserTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String TOLD =
      "pusher.connection.bind('error', (error) => error.data && see('told', error.data))";
  private static final String SPAM = "{\"code\":4009,\"message\":\"Spam <b>again</b>\"}";

  private final ManualClock clock = new ManualClock();
  private final Scene scene;

  PusherJsBlockedUserTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start(clock));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private Blocked block(String user) {
    return scene.belfry().backend().users().block(user, HOUR, "Spam <b>again</b>");
  }

  private Tab listening(String user) {
    Tab tab = scene.tab(user);
    tab.holdClock().connect().evaluate(TOLD);
    return tab;
  }

  /** The page connects no more, however long it is left to itself. */
  private static void staysAway(Tab tab) {
    tab.next("state:disconnected");
    int attempts = tab.seen("state:connecting").size();
    tab.letPass(TEN_MINUTES);

    assertThat(tab.state()).isEqualTo("disconnected");
    assertThat(tab.seen("state:connecting")).hasSize(attempts);
  }

  @Test
  @Tag("USR-031")
  void givenAUserWhoIsBlocked_thePagesAreToldWhyAndStayAwayAndOthersNoticeNothing() {
    Tab ada = listening("ada").signin();
    Tab bob = scene.signedIn("bob");

    assertThat(block("ada").terminated()).isEqualTo(1);

    assertThat(ada.next("told")).isEqualTo(SPAM);
    staysAway(ada);
    scene.belfry().backend().sendToUser("bob", "greeted", "{}");
    bob.next("greeted");
    assertThat(scene.belfry().connections()).isEqualTo(1);
  }

  @Test
  @Tag("USR-031")
  void givenABlockedUser_aFreshPageIsToldWhyAtItsSignInAndStaysAway() {
    block("ada");
    Tab ada = listening("ada");

    ada.evaluate("pusher.signin()");

    assertThat(ada.next("told")).isEqualTo(SPAM);
    staysAway(ada);
    assertThat(ada.seen("pusher:signin_success")).isEmpty();
  }

  @Test
  @Tag("USR-030")
  @Tag("USR-031")
  void givenABlockThatIsOver_theUserSignsIn() {
    block("ada");
    Tab early = listening("ada");
    early.evaluate("pusher.signin()");
    early.next("state:disconnected");

    clock.advance(HOUR);

    scene.signedIn("ada");
    block("ada");
    scene.belfry().backend().users().unblock("ada");
    scene.signedIn("ada");
  }

  @Test
  @Tag("USR-045")
  void givenARevokedLoginSession_itsPagesStayAwayAndANewOneIsToldWithoutBeingClosed() {
    scene
        .app()
        .users(
            (request, user) ->
                AuthEndpoint.Reply.json(
                    scene
                        .belfry()
                        .backend()
                        .authenticateUser(
                            request.socketId(), UserData.of(user).withSession("web-" + user))
                        .toJson()));
    Tab ada = listening("ada").signin();
    Tab bob = scene.signedIn("bob");

    scene
        .belfry()
        .backend()
        .users()
        .revoke(SignInsToRevoke.ofSession("web-ada").withReason("Signed out"));

    assertThat(ada.next("told")).isEqualTo("{\"code\":4009,\"message\":\"Signed out\"}");
    staysAway(ada);
    Tab again = listening("ada");
    again.evaluate("pusher.signin()");
    assertThat(again.next("told")).isEqualTo("{\"code\":4009,\"message\":\"Token revoked\"}");
    again.settle();
    assertThat(again.state()).isEqualTo("connected");
    assertThat(bob.state()).isEqualTo("connected");
  }
}
