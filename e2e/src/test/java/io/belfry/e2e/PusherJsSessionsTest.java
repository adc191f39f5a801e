package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.SessionsToEnd;
import io.belfry.rest.UserData;
import io.belfry.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Devices of a user, and sign-ins that end, as unmodified pages see them. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsSessionsTest {
  private static final String RENEWING =
      """
      pusher.bind("belfry:token_expiring", (data) => see("expiring", data));
      pusher.bind("belfry:token_expiring", () =>
        pusher.config.userAuthenticator({socketId: pusher.connection.socket_id}, (error, data) =>
          error || pusher.send_event("pusher:signin", data)));
      """;

  private final ManualClock clock = new ManualClock();
  private final Scene scene;
  private final AtomicInteger logins = new AtomicInteger();

  PusherJsSessionsTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start(clock));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** A tab of Ada's, of whom the endpoint says so much more. */
  private Tab signedIn(UnaryOperator<UserData> saying) {
    scene
        .app()
        .users(
            (request, user) ->
                AuthEndpoint.Reply.json(
                    scene
                        .belfry()
                        .backend()
                        .authenticateUser(request.socketId(), saying.apply(UserData.of(user)))
                        .toJson()));
    return scene.signedIn("ada");
  }

  private Tab onNewDevice() {
    String session = "web-" + logins.incrementAndGet();
    return signedIn(user -> user.withSession(session));
  }

  private Tab holdingFor(int seconds) {
    return signedIn(user -> user.withExpiry(clock.instant().plusSeconds(seconds)));
  }

  private void end(SessionsToEnd sessions) {
    scene.belfry().backend().users().terminate("ada", sessions);
  }

  @Test
  @Tag("USR-022")
  void givenOneDeviceOfThreeEnded_itIsToldWhyAndStaysAwayAndTheOthersNoticeNothing() {
    Tab first = onNewDevice();
    Tab second = onNewDevice();
    Tab third = onNewDevice();
    second.evaluate("pusher.connection.bind('error', (error) => see('told', error.data))");
    end(SessionsToEnd.ofSession("web-2").withReason("Signed out <b>here</b>"));

    assertThat(second.next("told"))
        .isEqualTo("{\"code\":4009,\"message\":\"Signed out <b>here</b>\"}");
    second.next("state:disconnected");
    scene.belfry().backend().sendToUser("ada", "greeted", "{}");
    first.next("greeted");
    third.next("greeted");
    assertThat(second.state()).isEqualTo("disconnected");
    assertThat(second.seen("greeted")).isEmpty();
  }

  @Test
  @Tag("USR-022")
  void givenADeviceThatIsToComeBack_itSignsInAnew() {
    Tab ada = onNewDevice();
    String before = ada.socketId();
    end(SessionsToEnd.all().thatComeBack());
    ada.next("state:connected");
    ada.next("pusher:signin_success");

    assertThat(ada.socketId()).isNotEqualTo(before);
  }

  @Test
  @Tag("USR-043")
  void givenTheLineThatRenews_theSessionLivesOnOverItsOwnEndOnTheSameSocket() {
    Tab ada = holdingFor(100);
    ada.evaluate(RENEWING);
    String socketId = ada.socketId();
    clock.advance(Duration.ofSeconds(71));
    assertThat(ada.next("expiring")).startsWith("{\"seconds\":");
    ada.next("pusher:signin_success");
    clock.advance(Duration.ofSeconds(59));
    scene.belfry().backend().sendToUser("ada", "greeted", "{}");
    ada.next("greeted");

    assertThat(ada.seen("greeted")).hasSize(1);
    assertThat(ada.socketId()).isEqualTo(socketId);
    assertThat(scene.app().calls(TestApp.USER_AUTH)).hasSize(2);
  }

  @Test
  @Tag("USR-041")
  void givenNoRenewal_theClientComesBackByItselfAndItsEndpointDecides() {
    Tab ada = holdingFor(100);
    clock.advance(Duration.ofSeconds(100));
    ada.next("state:connected");
    ada.next("pusher:signin_success");

    assertThat(scene.app().calls(TestApp.USER_AUTH)).hasSize(2);
  }
}
