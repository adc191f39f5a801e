package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Versions of pusher-js that applications out there still use, and its builds for workers and for
 * React Native, all unmodified, against the server.
 */
@Tag("browser")
@Tag("sdk")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsBuildsTest {
  // One of each major version that can be met, an early and the latest of the newest.
  private static final List<String> VERSIONS = List.of("3", "4", "5", "6", "7", "8.0", "8");

  private final Chromium chromium;

  PusherJsBuildsTest(Chromium chromium) {
    this.chromium = chromium;
  }

  /** A build of pusher-js, and how a page with it runs a script beside it. */
  record Build(String name, List<PageScript> scripts, Function<String, String> script) {
    void run(Tab tab, String what) {
      tab.evaluate(script.apply(what));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  // Versions 3 and 4 tell the hosted service of each connection.
  private static final String AT_HOME = "disableStats: true";

  static Stream<Build> builds() {
    return VERSIONS.stream()
        .flatMap(
            version ->
                Stream.of(
                    new Build(
                        "web " + version, PageScript.pusherJsWeb(version), "void %s"::formatted),
                    new Build(
                        "React Native " + version,
                        PageScript.pusherJsReactNative(version),
                        "void %s"::formatted),
                    new Build(
                        "worker " + version,
                        PageScript.pusherJsWorker(version),
                        "there(`%s`)"::formatted)));
  }

  @ParameterizedTest
  @MethodSource("builds")
  @Tag("WS-062")
  @Tag("WS-065")
  @Tag("WS-082")
  void givenABuild_channelsMembersAndClientEventsWork(Build build) {
    try (Scene scene = new Scene(chromium, Belfry.start(), build.scripts())) {
      ServerSdk backend = new PusherHttpJava(scene.belfry().account());
      scene.app().channels(AuthEndpoint.signingWith(backend));
      Tab alice =
          scene
              .tab("alice")
              .connect(AT_HOME)
              .join("news")
              .join("private-news")
              .join("presence-room");
      Tab bob = scene.tab("bob").connect(AT_HOME).join("presence-room");
      backend.trigger(List.of("news"), "headline", Map.of("title", "Rain"));
      backend.trigger(List.of("private-news"), "headline", Map.of("title", "Snow"));
      build.run(bob, "pusher.channel('presence-room').trigger('client-typing', {chars: 3})");

      assertThat(alice.next("news:headline")).isEqualTo("{\"title\":\"Rain\"}");
      assertThat(alice.next("private-news:headline")).isEqualTo("{\"title\":\"Snow\"}");
      assertThat(alice.next("presence-room:pusher:member_added")).contains("\"Name of bob\"");
      assertThat(alice.next("presence-room:client-typing")).isEqualTo("{\"chars\":3}");

      build.run(bob, "pusher.unsubscribe('presence-room')");
      assertThat(alice.next("presence-room:pusher:member_removed")).contains("\"bob\"");
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void givenACutWire_itComesBackToItsChannels(Build build) {
    try (Scene scene = new Scene(chromium, Belfry.start(), build.scripts())) {
      Tab alice = scene.tab("alice").connect(AT_HOME).join("news");
      scene.proxy().cut();
      alice.next("state:connected");
      alice.next("news:pusher:subscription_succeeded");
      scene.belfry().backend().trigger("news", "headline", "{}");

      assertThat(alice.next("news:headline")).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void givenAnAppKeyThatNobodyHas_itIsToldAndStaysAway(Build build) {
    try (Scene scene = new Scene(chromium, Belfry.start(), build.scripts())) {
      Tab alice = scene.tab("alice", "unknown-key").start(AT_HOME);
      alice.next("error:4001");

      assertThat(alice.next("state:disconnected")).isNotNull();
    }
  }
}
