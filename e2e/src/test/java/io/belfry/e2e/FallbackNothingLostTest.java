package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.LosingProxy.Loss;
import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unmodified pusher-js on the fallback transports gets every event, once, in order. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class FallbackNothingLostTest {
  private static final int EVENTS = 100_000;
  // What is proven lies between server and browser; calls of the API cost more than that does.
  private static final int BATCH = 50;
  // How many may be on their way; the bound of the send queue is 4,096.
  private static final int WINDOW = 2_000;
  private static final String LIMITS =
      "limits: {client_events_per_second: 10000, max_batch_size: " + BATCH + "}";
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String[] PADDING = {"", "x".repeat(40), "é".repeat(60), "語😀".repeat(30)};

  @AutoClose private final Scene scene;

  FallbackNothingLostTest(Chromium chromium) {
    List<PageScript> scripts = new ArrayList<>(PageScript.pusherJs());
    scripts.add(PageScript.tally());
    scene = new Scene(chromium, Belfry.start(LIMITS), scripts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xhr_streaming", "xhr_polling"})
  @Tag("RES-036")
  void givenHundredThousandEvents_eachComesOnceAndInOrder(String transport) {
    Tab tab = counting(transport, scene.proxy().port());

    publishAll(tab);

    assertComplete(tab, transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xhr_streaming", "xhr_polling"})
  @Tag("RES-035")
  void givenHundredThousandEventsAndAnswersThatAreLost_eachComesOnceAndInOrder(String transport) {
    Loss everyThird = new Loss(Pattern.compile("POST /pusher/app/\\S+/xhr(_streaming)?\\?"), 3);
    try (LosingProxy proxy = LosingProxy.to(scene.belfry().port(), everyThird)) {
      Tab tab = counting(transport, proxy.port());

      publishAll(tab);

      assertComplete(tab, transport);
      assertThat(proxy.lost()).isGreaterThan(15);
    }
  }

  @Test
  @Tag("RES-038")
  void givenClientEventsWhosePostsAreAnsweredIntoTheVoid_othersGetEachOnce() {
    Loss everyOther = new Loss(Pattern.compile("POST /pusher/app/\\S+/xhr_send\\?"), 2);
    try (LosingProxy proxy = LosingProxy.to(scene.belfry().port(), everyOther)) {
      Tab alice = scene.tab("alice");
      alice.connect(
          "enabledTransports: ['xhr_polling']",
          "httpHost: '127.0.0.1'",
          "httpPort: " + proxy.port());
      alice.join("private-room");
      Tab bob = scene.tab("bob").connect().join("private-room");
      int before = proxy.lost();
      for (int i = 0; i < 30; i++) {
        alice.evaluate("pusher.channel('private-room').trigger('client-n', " + i + ")");
        assertThat(bob.next("private-room:client-n")).isEqualTo(Integer.toString(i));
      }
      bob.settle();
      assertThat(bob.seen("private-room:client-n")).hasSize(30);
      assertThat(proxy.lost() - before).isGreaterThan(5);
      assertThat(alice.seen("state:connected")).hasSize(1);
    }
  }

  @Test
  @Tag("RES-037")
  void givenTwoInterruptedStreams_pusherJsGoesOnByPollingAndSaysSo() {
    Tab tab = scene.tab("alice");
    tab.connect(
        "enabledTransports: ['xhr_streaming', 'xhr_polling']",
        "httpHost: '127.0.0.1'",
        "httpPort: " + scene.proxy().port());
    for (String expected : List.of("xhr_streaming", "xhr_polling")) {
      scene.proxy().cut();
      tab.next("state:connecting");
      tab.next("state:connected");
      assertThat(transportOf(tab)).isEqualTo(expected);
    }
    tab.join("news");
    scene.belfry().backend().trigger("news", "still", "{}");
    assertThat(tab.next("news:still")).isEqualTo("{}");
  }

  private Tab counting(String transport, int port) {
    Tab tab = scene.tab("alice");
    tab.connect(
        "enabledTransports: ['" + transport + "']", "httpHost: '127.0.0.1'", "httpPort: " + port);
    tab.evaluate("count('news')");
    tab.next("counting");
    return tab;
  }

  private void publishAll(Tab tab) {
    Pusher backend = scene.belfry().backendOfBatches(BATCH);
    int published = 0;
    while (published < EVENTS) {
      for (int end = published + WINDOW / 2; published < end; published += BATCH) {
        backend.triggerBatch(batch(published));
      }
      assertThat(tab.evaluate("reached(" + (published - WINDOW / 2) + ", " + PATIENCE_MILLIS + ")"))
          .as(() -> tab.evaluate("JSON.stringify(tally)") + " " + tab.seen("state:"))
          .isEqualTo(true);
    }
    tab.evaluate("reached(" + EVENTS + ", " + PATIENCE_MILLIS + ")");
  }

  private static List<Event> batch(int first) {
    List<Event> batch = new ArrayList<>();
    for (int i = first; i < first + BATCH; i++) {
      String padding = PADDING[i % PADDING.length];
      batch.add(Event.of("news", "e", "{\"i\":" + i + ",\"p\":\"" + padding + "\"}"));
    }
    return batch;
  }

  private static void assertComplete(Tab tab, String transport) {
    assertThat(tab.evaluate("JSON.stringify(tally.wrong)")).isEqualTo("[]");
    assertThat(tab.evaluate("tally.next")).isEqualTo(EVENTS);
    assertThat(tab.seen("state:connected")).hasSize(1);
    assertThat(transportOf(tab)).isEqualTo(transport);
  }

  private static String transportOf(Tab tab) {
    return String.valueOf(tab.evaluate("pusher.connection.connection.transport.name"));
  }
}
