package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that is as narrow as pusher-js gets of a channel: everything, once, in order. */
class NothingLostTest {
  private static final int MAX_UNITS = 262_144;
  private static final String[] LETTERS = {"x", "é", "語", "😀", "\\\"", "\\n", "\\u0001", "\u2028"};
  private static final String[] LIMITS = {
    "limits: {max_event_payload_bytes: 1000000, max_request_bytes: 2000000,"
        + " messages_per_second: 100000, max_send_queue_bytes: 16777216}"
  };

  private static void publish(TestServer server, int number, String padding) {
    server.publish(
        "{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + number + " " + padding + "\"}");
  }

  private static List<Integer> first(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "xhr, 1, 0",
    "xhr, 2, 3",
    "xhr, 3, 5",
    "xhr_streaming, 4, 0",
    "xhr_streaming, 5, 3",
    "xhr_streaming, 6, 5"
  })
  @Tag("RES-035")
  @Tag("RES-036")
  void givenEventsOfAllSizes_eachComesOnceAndInOrderWhateverIsCut(
      String transport, long seed, int cutsInTen) {
    Random random = new Random(seed);
    int published = 0;
    try (TestServer server = TestServer.start(LIMITS);
        PusherJsModel client = new PusherJsModel(server, transport, seed, cutsInTen)) {
      client.connect();
      while (published < 1_500) {
        int batch = 1 + random.nextInt(30);
        for (int i = 0; i < batch; i++) {
          String letter = LETTERS[random.nextInt(LETTERS.length)];
          publish(server, published, letter.repeat(random.nextInt(1 << random.nextInt(12))));
          published++;
        }
        client.receive(published);
      }
      assertThat(client.events()).isEqualTo(first(published));
      assertThat(client.cuts() > 0).isEqualTo(cutsInTen > 0);
      if (!transport.equals("xhr")) {
        assertThat(client.unitsOfStreams()).hasSizeGreaterThan(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "😀"})
  @Tag("RES-036")
  void givenAStream_itsMessagesEndWithinTheBoundAndOneLineOfHGoesBeyondIt(String letter) {
    try (TestServer server = TestServer.start(LIMITS);
        Browser browser = new Browser(server, "abcd0123")) {
      HttpSocket stream = browser.openStream();
      int units = 2049 + 2 + line(stream).length() + 1;
      browser.send(Browser.subscribe("news"));
      units += line(stream).length() + 1;
      String line = "";
      for (int i = 0; !line.startsWith("h"); i++) {
        publish(server, i, letter.repeat(1000));
        line = line(stream);
        if (line.startsWith("a")) {
          units += line.length() + 1;
          assertThat(units).isLessThanOrEqualTo(MAX_UNITS);
        }
      }
      assertThat(line).matches("h+");
      assertThat(units + line.length() + 1).isEqualTo(MAX_UNITS + 1);
      // Nothing comes behind it, and the next stream goes on with the message that did not fit.
      HttpSocket next = browser.stream();
      assertThat(stream.line()).isNull();
      assertThat(next.line()).startsWith("a[\"{\\\"event\\\":\\\"e\\\"");
    }
  }

  private static String line(HttpSocket stream) {
    return String.valueOf(stream.line());
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -2, -1, 0, 1, 2, 3})
  @Tag("RES-036")
  void givenAMessageThatEndsAtTheBoundGiveOrTakeAFew_theNextOneComes(int beyond) {
    try (TestServer server = TestServer.start(LIMITS);
        PusherJsModel client = new PusherJsModel(server, "xhr_streaming", 1, 0)) {
      client.connect();
      publish(server, 0, "");
      client.receive(1);
      int before = client.units();
      publish(server, 1, "");
      client.receive(2);
      int line = client.units() - before;
      publish(server, 2, "x".repeat(MAX_UNITS - client.units() - line + beyond));
      client.receive(3);
      publish(server, 3, "");
      publish(server, 4, "");
      client.receive(5);
      assertThat(client.events()).isEqualTo(first(5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 259_900, 259_990, 260_000, 260_020, 260_060, 262_144, 600_000})
  @Tag("RES-036")
  void givenMessagesAsLargeAsAStream_theyComeAllTheSame(int size) {
    try (TestServer server = TestServer.start(LIMITS);
        PusherJsModel client = new PusherJsModel(server, "xhr_streaming", 1, 0)) {
      client.connect();
      for (int i = 0; i < 6; i++) {
        publish(server, i, "x".repeat(i % 2 == 0 ? size : 10));
      }
      client.receive(6);
      assertThat(client.events()).isEqualTo(first(6));
      assertThat(client.unitsOfStreams()).hasSizeLessThan(10);
    }
  }

  @Test
  @Tag("RES-035")
  @Tag("RES-036")
  void givenAFullStreamOfWideLettersOnceMore_allOfItComesAgain() {
    try (TestServer server = TestServer.start(LIMITS);
        Browser browser = new Browser(server, "abcd0123")) {
      HttpSocket first = browser.openStream();
      first.line();
      browser.send(Browser.subscribe("news"));
      first.line();
      String target = browser.base() + "/xhr_streaming" + Browser.QUERY + "&n=1000";
      HttpSocket lost = browser.request("POST", target, "").head();
      lost.line();
      int said = 0;
      for (String line = ""; !line.matches("h+"); line = line(lost)) {
        publish(server, said, "語".repeat(3000));
        said++;
      }
      HttpSocket again = browser.request("POST", target, "").head();
      again.line();
      String all = line(again);
      assertThat(all.length()).isGreaterThan(250_000);
      assertThat(all.split("\\\\\"event\\\\\":\\\\\"e\\\\\"", -1)).hasSize(said);
    }
  }

  @Test
  @Tag("RES-036")
  @Tag("WS-099")
  void givenAnEndWhileAStreamIsFull_theClientGetsWhatWasLeftAndThenTheEnd() {
    try (TestServer server = TestServer.start(LIMITS);
        Browser browser = new Browser(server, "abcd0123")) {
      HttpSocket stream = browser.openStream();
      stream.line();
      browser.send(Browser.subscribe("news"));
      stream.line();
      publish(server, 0, "x".repeat(200_000));
      assertThat(stream.line()).contains("0 xxx");
      publish(server, 1, "x".repeat(100_000));
      assertThat(stream.line()).matches("h+");
      server.server().drain();
      HttpSocket next = browser.stream();
      assertThat(next.line()).contains("1 xxx");
      assertThat(next.line()).startsWith("c[4200,");
      assertThat(next.line()).isNull();
    }
  }
}
