package io.belfry.server.fallback;

import static io.belfry.server.TestServer.succeeded;
import static io.belfry.server.fallback.Browser.QUERY;
import static io.belfry.server.fallback.Browser.lineOf;
import static io.belfry.server.fallback.Browser.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import io.belfry.server.TestServer.TestConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser whose socket ended without an answer sends the same request once more. */
class RepeatedRequestTest {
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String REFUSED = "c[4200,\"Generic reconnect immediately\"]";

  private static final String TOO_LONG =
      "&n=12345678901234567890123456789012345678901234567890123456789012345";

  @AutoClose private final TestServer server = TestServer.start();
  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  private HttpSocket poll(String parameters) {
    return browser.request("POST", browser.base() + "/xhr" + QUERY + parameters, "");
  }

  private HttpSocket stream(String parameters) {
    HttpSocket stream =
        browser.request("POST", browser.base() + "/xhr_streaming" + QUERY + parameters, "").head();
    assertThat(stream.line()).isEqualTo("h".repeat(2048));
    return stream;
  }

  private int post(String parameters, String... messages) {
    String body =
        "[" + String.join(",", List.of(messages).stream().map(TestServer::quoted).toList()) + "]";
    HttpSocket post = browser.request("POST", browser.base() + "/xhr_send?" + parameters, body);
    post.answer();
    return post.status();
  }

  private void publish(String data) {
    server.publish("{\"name\":\"e\",\"channel\":\"news\",\"data\":\"" + data + "\"}");
  }

  @Test
  @Tag("RES-035")
  void givenTheFirstPollOnceMore_itHasTheOpeningAndTheHandshakeAgain() {
    poll("&t=1&n=1").awaitAnswer().close();
    String first = poll("&t=1&n=1").answer();
    assertThat(first).startsWith("o\na[\"{\\\"event\\\":\\\"pusher:connection_established\\\"");
    assertThat(poll("&t=1&n=1").answer()).isEqualTo(first);
    post("t=1&n=2", PING);
    assertThat(poll("&t=1&n=3").answer()).isEqualTo(lineOf(PONG) + "\n");
    assertThat(server.server().connections()).isEqualTo(1);
  }

  @Test
  @Tag("RES-035")
  void givenAPollOnceMore_itHasTheSameLinesAndWhatIsNewComesWithTheNext() {
    poll("&t=1&n=1").answer();
    post("t=1&n=2", subscribe("news"));
    publish("1");
    String lost = poll("&t=1&n=3").answer();
    assertThat(lost).contains(TestServer.quoted(succeeded("news")), "\\\"1\\\"");
    publish("2");
    for (int i = 0; i < 3; i++) {
      assertThat(poll("&t=1&n=3").answer()).isEqualTo(lost);
    }
    assertThat(poll("&t=1&n=4").answer()).contains("\\\"2\\\"").doesNotContain("\\\"1\\\"");
    publish("3");
    assertThat(poll("&t=1&n=5").answer()).contains("\\\"3\\\"").doesNotContain("\\\"2\\\"");
  }

  @Test
  @Tag("RES-035")
  void givenASignOfLifeThatWasLost_itComesAgain() {
    poll("&t=1&n=1").answer();
    post("t=1&n=2");
    assertThat(poll("&t=1&n=3").answer()).isEqualTo("a[]\n");
    post("t=1&n=4", PING);
    assertThat(poll("&t=1&n=3").answer()).isEqualTo("a[]\n");
    assertThat(poll("&t=1&n=5").answer()).isEqualTo(lineOf(PONG) + "\n");
  }

  @ParameterizedTest
  @Tag("RES-035")
  @ValueSource(strings = {"", "&n=", "&t=1", "&N=3&t=1", "&nn=3", TOO_LONG})
  void givenRequestsThatAreNotNumbered_noneCountsAsARepetition(String parameters) {
    poll(parameters).answer();
    post("", subscribe("news"));
    assertThat(poll(parameters).answer()).isEqualTo(lineOf(succeeded("news")) + "\n");
    publish("1");
    assertThat(poll(parameters).answer()).contains("\\\"1\\\"").doesNotContain("succeeded");
    publish("2");
    assertThat(poll(parameters).answer()).contains("\\\"2\\\"").doesNotContain("\\\"1\\\"");
  }

  @Test
  @Tag("RES-035")
  void givenTheSameNumberOnTheOtherTransport_itIsAnotherRequest() {
    poll("&n=1").answer();
    post("n=2", subscribe("news"));
    assertThat(stream("&n=1").line()).isEqualTo(lineOf(succeeded("news")));
  }

  @Test
  @Tag("RES-035")
  void givenAPollOnceMoreWhileItWaits_theOlderOneEndsUnansweredAndTheNewerOneHasTheLines() {
    poll("&n=1").answer();
    HttpSocket waiting = HttpSocket.keptOf(poll("&n=3"), poll("&n=4"));
    HttpSocket older = poll("&n=5");
    waiting.answer();
    HttpSocket newer = poll("&n=5");
    older.awaitEnd();
    post("n=6", PING);
    assertThat(newer.answer()).isEqualTo(lineOf(PONG) + "\n");
  }

  @Test
  @Tag("RES-035")
  void givenTheFirstStreamOnceMoreBeforeAnythingWasPosted_itBeginsAnew() {
    HttpSocket lost = stream("&n=1");
    assertThat(lost.line()).isEqualTo("o");
    String handshake = lost.line();
    HttpSocket again = stream("&n=1");
    assertThat(again.line()).isEqualTo("o");
    assertThat(again.line()).isEqualTo(handshake);
    assertThat(server.server().connections()).isEqualTo(1);
  }

  @Test
  @Tag("RES-035")
  void givenALaterStreamOnceMore_itHasAllThatTheLostOneHadFromItsBeginning() {
    HttpSocket first = stream("&n=1");
    first.line();
    first.line();
    post("n=2", subscribe("news"));
    first.line();
    HttpSocket lost = stream("&n=3");
    for (int i = 0; i < 5; i++) {
      publish("live " + i);
      assertThat(lost.line()).contains("live " + i);
    }
    lost.close();
    publish("meanwhile");
    HttpSocket again = stream("&n=3");
    StringBuilder all = new StringBuilder();
    while (all.indexOf("meanwhile") < 0) {
      all.append(again.line());
    }
    String lines = all.toString();
    assertThat(lines).containsSubsequence("live 0", "live 1", "live 2", "live 3", "live 4", "mean");
    assertThat(lines).doesNotContain("succeeded").containsOnlyOnce("live 0");
  }

  @Test
  @Tag("RES-035")
  void givenAStreamOnceMoreOfWhichTheClientHasShownThatItCame_itIsToldToStartOver() {
    HttpSocket first = stream("&n=1");
    first.line();
    first.line();
    post("n=2", subscribe("news"));
    first.line();
    HttpSocket second = stream("&n=3");
    publish("1");
    assertThat(second.line()).contains("\\\"1\\\"");
    assertThat(post("n=4")).isEqualTo(204);
    assertThat(second.line()).isEqualTo("a[]");
    assertThat(stream("&n=3").line()).isEqualTo(REFUSED);
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("RES-035")
  void givenAPostFromBeforeTheStream_itShowsNothing() {
    HttpSocket first = stream("&n=1");
    first.line();
    first.line();
    post("n=2", subscribe("news"));
    first.line();
    HttpSocket second = stream("&n=5");
    publish("1");
    second.line();
    assertThat(post("n=4")).isEqualTo(204);
    assertThat(second.line()).isEqualTo("a[]");
    HttpSocket again = stream("&n=5");
    assertThat(again.line()).isEqualTo("a[]");
    assertThat(again.line()).contains("\\\"1\\\"");
  }

  @Test
  @Tag("RES-035")
  @Tag("WS-099")
  void givenAnEndBetweenTwoPolls_whatWasSentBeforeItComesFirstAndBothComeAgain() {
    poll("&n=1").answer();
    post("n=2", subscribe("news"));
    poll("&n=3").answer();
    publish("last words");
    server.server().drain();
    String last = poll("&n=4").answer();
    assertThat(last).matches("a\\[\".*last words.*]\nc\\[4200,.*]\n");
    assertThat(poll("&n=4").answer()).isEqualTo(last);
    assertThat(post("n=5", PING)).isEqualTo(404);
    assertThat(poll("&n=6").answer()).isEqualTo(REFUSED + "\n");
    server.clock().advance(Duration.ofSeconds(10));
    assertThat(poll("&n=7").answer()).isEqualTo(REFUSED + "\n");
  }

  @Test
  @Tag("RES-035")
  void givenAScriptOnceMore_itHasTheSameLine() {
    String session = "/pusher/042/session1/";
    String path = TestServer.quoted("{\"path\":\"/app/app-key?protocol=7&client=js\"}");
    for (int i = 0; i < 2; i++) {
      assertThat(browser.request("GET", session + "jsonp?c=_jp.aabc_01", "").answer())
          .isEqualTo("/**/_jp.aabc_01(\"o\");\r\n");
    }
    browser.request("POST", session + "jsonp_send?i=a1", "[" + path + "]").answer();
    String handshake = browser.request("GET", session + "jsonp?c=_jp.aabc_02", "").answer();
    assertThat(handshake).contains("connection_established");
    assertThat(browser.request("GET", session + "jsonp?c=_jp.aabc_02", "").answer())
        .isEqualTo(handshake);
  }

  @Test
  @Tag("RES-038")
  void givenAPostOnceMore_itIsAnsweredAndHandledOnce() {
    TestConnection other = server.connect();
    other.subscribePrivate("private-a");
    other.next();
    String socketId = Browser.socketIdOf(poll("&n=1").answer());
    String join =
        "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\",\"auth\":\""
            + TestServer.token(socketId + ":private-a")
            + "\"}}";
    post("t=1&n=2", join);
    String event = "{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":\"1\"}";
    for (int i = 0; i < 3; i++) {
      assertThat(post("t=1&n=3", event)).isEqualTo(204);
    }
    assertThat(other.next()).contains("client-x");
    other.hasNothing();
    // The same words by another click are another event.
    assertThat(post("t=1&n=4", event)).isEqualTo(204);
    assertThat(other.next()).contains("client-x");
    // Without the marks of pusher-js nothing tells a repetition from a second event.
    for (int i = 0; i < 2; i++) {
      assertThat(post("t=1", event)).isEqualTo(204);
      assertThat(other.next()).contains("client-x");
    }
  }

  @Test
  @Tag("RES-038")
  void givenAnUnsubscribeOnceMoreBehindTheNextSubscribe_theSubscriptionStays() {
    poll("&n=1").answer();
    post("t=1&n=2", subscribe("news"));
    String unsubscribe = "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"news\"}}";
    post("t=1&n=3", unsubscribe);
    post("t=1&n=4", subscribe("news"));
    post("t=1&n=3", unsubscribe);
    publish("still here");
    assertThat(poll("&n=5").answer()).contains("still here");
  }
}
