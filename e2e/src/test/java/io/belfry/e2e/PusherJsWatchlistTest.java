package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who of a user's watchlist is online, in web pages. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsWatchlistTest {
  private static final String WATCH =
      "['online', 'offline'].forEach((name) =>"
          + " pusher.user.watchlist.bind(name, (event) => see(name, event.user_ids)))";

  @AutoClose private final Scene scene;

  PusherJsWatchlistTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  @Test
  @Tag("WS-087")
  void givenASignin_thePageLearnsWhoIsThere() {
    scene.signedIn("bob");
    Tab alice = watching("alice", "bob", "carol");

    assertThat(alice.next("online")).isEqualTo("[\"bob\"]");
    assertThat(alice.next("offline")).isEqualTo("[\"carol\"]");
  }

  @Test
  @Tag("WS-088")
  void givenAWatchedUserWhoComesAndGoes_thePageLearnsIt() {
    Tab alice = watching("alice", "bob");
    assertThat(alice.next("offline")).isEqualTo("[\"bob\"]");
    Tab bob = scene.signedIn("bob");
    assertThat(alice.next("online")).isEqualTo("[\"bob\"]");
    bob.evaluate("pusher.disconnect()");

    assertThat(alice.next("offline")).isEqualTo("[\"bob\"]");
  }

  private Tab watching(String user, String... watched) {
    scene.app().users(AuthEndpoint.signingWatchers(scene.belfry().backend(), watched));
    Tab tab = scene.tab(user).connect();
    tab.evaluate(WATCH);
    return tab.signin();
  }
}
