package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What pusher-js makes of the codes that the server closes with. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsCloseCodesTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Chromium chromium;

  PusherJsCloseCodesTest(Chromium chromium) {
    this.chromium = chromium;
  }

  @Test
  @Tag("WS-006")
  void givenAnUnknownKey_itStopsWith4001() {
    try (Scene scene = new Scene(chromium, Belfry.start())) {
      Tab tab = scene.tab("alice", "unknown-key");
      tab.holdClock().start();

      assertThat(tab.next("error:4001")).contains("Application does not exist");
      staysAway(tab, scene);
    }
  }

  @Test
  @Tag("WS-008")
  void givenAFullApp_itStopsWith4004() {
    try (Scene scene = new Scene(chromium, Belfry.start("limits: {max_connections: 1}"))) {
      Tab first = scene.tab("alice").connect();
      Tab second = scene.tab("bob");
      second.holdClock().start();

      assertThat(second.next("error:4004")).contains("over connection quota");
      staysAway(second, scene);
      assertThat(first.state()).isEqualTo("connected");
    }
  }

  @Test
  @Tag("WS-014")
  void givenAFullAppThatALeaverMadeRoomIn_theNextIsAdmitted() {
    try (Scene scene = new Scene(chromium, Belfry.start("limits: {max_connections: 1}"))) {
      Tab first = scene.signedIn("alice");
      scene.belfry().backend().terminateUserConnections("alice");
      first.next("state:disconnected");

      assertThat(scene.tab("bob").connect().state()).isEqualTo("connected");
    }
  }

  @Test
  @Tag("WS-041")
  @Tag("WS-042")
  void givenConnectionsThatMustAuthenticate_onlyTheAnonymousOneStopsWith4009() {
    ManualClock clock = new ManualClock();
    try (Scene scene =
        new Scene(
            chromium,
            Belfry.start(
                clock,
                "authorized_connections: true",
                "limits: {authorization_timeout_seconds: 5}"))) {
      Tab signedIn = scene.signedIn("alice");
      Tab subscribed = scene.tab("bob").connect().join("private-room");
      Tab anonymous = scene.tab("carol");
      anonymous.holdClock().connect();
      clock.advance(Duration.ofSeconds(5));

      assertThat(anonymous.next("error:4009")).contains("not authorized within timeout");
      staysAway(anonymous, scene);
      signedIn.settle();
      subscribed.settle();
      assertThat(scene.belfry().connections()).isEqualTo(2);
    }
  }

  private static void staysAway(Tab tab, Scene scene) {
    tab.next("state:disconnected");
    int before = scene.proxy().accepted();
    tab.letPass(TEN_MINUTES);

    assertThat(tab.state()).isEqualTo("disconnected");
    assertThat(scene.proxy().accepted()).isEqualTo(before);
  }
}
