package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Encrypted channels in web pages with the build of pusher-js that deciphers. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsEncryptedTest {
  private static final String CHANNEL = "private-encrypted-news";

  @AutoClose private final Scene scene;
  private final ServerSdk backend;

  PusherJsEncryptedTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start(), PageScript.pusherJsWithEncryption());
    backend = new PusherHttpJava(scene.belfry().account());
  }

  @BeforeEach
  void signWithTheServerSdk() {
    scene.app().channels(AuthEndpoint.signingWith(backend));
  }

  @Test
  void givenAnEnvelope_pagesDecipherIt() {
    Tab alice = scene.tab("alice").connect().join(CHANNEL);
    Tab bob = scene.tab("bob").connect().join(CHANNEL);
    backend.trigger(
        List.of(CHANNEL), "headline", Map.of("title", "Regen in Ångström \uD83D\uDE00"));

    assertThat(alice.next(CHANNEL + ":headline"))
        .isEqualTo("{\"title\":\"Regen in Ångström \uD83D\uDE00\"}");
    assertThat(bob.next(CHANNEL + ":headline"))
        .isEqualTo("{\"title\":\"Regen in Ångström \uD83D\uDE00\"}");
  }

  @Test
  void givenACutConnection_eventsAreDecipheredAfterwards() {
    Tab alice = scene.tab("alice").connect().join(CHANNEL);
    scene.proxy().cut();
    alice.next("state:connected");
    alice.next(CHANNEL + ":pusher:subscription_succeeded");
    backend.trigger(List.of(CHANNEL), "headline", Map.of("title", "Rain"));

    assertThat(alice.next(CHANNEL + ":headline")).isEqualTo("{\"title\":\"Rain\"}");
  }

  @Test
  void givenTheOtherKindsOfChannels_thisBuildServesThemToo() {
    Tab alice = scene.tab("alice").connect().join("news").join("private-news");
    backend.trigger(List.of("news", "private-news"), "headline", Map.of("title", "Rain"));

    assertThat(alice.next("news:headline")).isEqualTo("{\"title\":\"Rain\"}");
    assertThat(alice.next("private-news:headline")).isEqualTo("{\"title\":\"Rain\"}");
  }
}
