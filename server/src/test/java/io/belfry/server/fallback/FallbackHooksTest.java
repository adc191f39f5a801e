package io.belfry.server.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.HeldHooks;
import io.belfry.server.HeldHooks.Asked;
import io.belfry.server.TestServer;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import java.net.URLEncoder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that decides who may connect, over the fallback transports. */
class FallbackHooksTest {
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";

  private final HeldHooks hooks = new HeldHooks(Connecting.class);
  @AutoClose private final TestServer server = TestServer.withHooks(1, hooks);
  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  @Test
  @Tag("WS-117")
  void givenAStreamWhoseHookTakesItsTime_itIsGreetedWhenItAllowsAndItsPostsWait() {
    HttpSocket stream = browser.stream("User-Agent: a browser");
    Asked asked = hooks.next();
    Connecting facts = (Connecting) asked.facts();
    assertThat(facts.transport()).isEqualTo(ClientTransport.XHR_STREAMING);
    assertThat(facts.from().userAgent()).isEqualTo("a browser");
    HttpSocket post =
        browser.request(
            "POST", browser.base() + "/xhr_send?t=1", "[" + TestServer.quoted(PING) + "]");
    asked.allow();

    assertThat(stream.line()).isEqualTo("o");
    // In one line, or the answer to the post in the next.
    String said = String.valueOf(stream.line());
    if (!said.contains("pusher:pong")) {
      said += stream.line();
    }
    assertThat(said)
        .containsSubsequence("connection_established", facts.socketId().text(), "pusher:pong");
    post.answer();
    assertThat(post.status()).isEqualTo(204);
  }

  @Test
  @Tag("WS-117")
  void givenAHookThatRefuses_theSessionIsClosedWith4009AndTheHooksWords() {
    HttpSocket stream = browser.stream();
    hooks.next().refuse("Your trial is over");

    assertThat(stream.line()).isEqualTo("o");
    assertThat(stream.line()).isEqualTo("c[4009,\"Your trial is over\"]");
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-117")
  void givenAHookThatDoesNotDecideInTime_theSessionIsClosedWith4100() {
    HttpSocket stream = browser.stream();
    Asked asked = hooks.next();
    hooks.outlast(server);

    assertThat(stream.line()).isEqualTo("o");
    assertThat(stream.line())
        .isEqualTo("c[4100,\"Admission could not be decided, come back in a second\"]");
    assertThat(server.server().connections()).isZero();
    asked.allow();
  }

  @Test
  @Tag("WS-117")
  void givenAPollWhoseHookTakesItsTime_theNextPollBringsTheGreeting() {
    HttpSocket first = browser.poll();
    Asked asked = hooks.next();
    assertThat(((Connecting) asked.facts()).transport()).isEqualTo(ClientTransport.XHR_POLLING);
    assertThat(first.answer()).isEqualTo("o\n");
    HttpSocket second = browser.poll();
    asked.allow();

    assertThat(second.answer()).contains("connection_established");
  }

  @Test
  @Tag("WS-117")
  @Tag("WS-014")
  void givenAClientThatGoesWhileItWaits_itsPlaceIsGivenBack() {
    HttpSocket gone = browser.stream();
    Asked asked = hooks.next();
    gone.close();
    try (Browser other = new Browser(server, "abcd0124")) {
      HttpSocket stays = other.stream();
      hooks.next();
      hooks.outlast(server);
      assertThat(stays.line()).isEqualTo("o");
      assertThat(stays.line()).startsWith("c[4100");
    }
    assertThat(server.server().connections()).isZero();
    asked.allow();
  }

  @Test
  @Tag("WS-117")
  @Tag("WS-101")
  void givenASockJsSessionThatNamesItsApp_whatItSaysBehindThatWaits() {
    String session = "/pusher/123/abcd0125";
    HttpSocket first = browser.request("GET", session + "/jsonp?c=_jp.a1", "");
    assertThat(first.answer()).contains("o");
    HttpSocket second = browser.request("GET", session + "/jsonp?c=_jp.a2", "");
    String name = TestServer.quoted("{\"path\":\"/app/app-key?protocol=7\"}");
    String body = URLEncoder.encode("[" + name + "," + TestServer.quoted(PING) + "]", UTF_8);
    HttpSocket post =
        browser.request(
            "POST",
            session + "/jsonp_send?i=a",
            "d=" + body,
            "Content-Type: application/x-www-form-urlencoded");
    Asked asked = hooks.next();
    Connecting facts = (Connecting) asked.facts();
    assertThat(facts.transport()).isEqualTo(ClientTransport.JSONP_POLLING);
    assertThat(facts.query()).isEqualTo("protocol=7");
    assertThat(post.answer()).isEqualTo("ok");
    asked.allow();

    String answers = second.answer();
    if (!answers.contains("pusher:pong")) {
      answers += browser.request("GET", session + "/jsonp?c=_jp.a3", "").answer();
    }
    assertThat(answers).containsSubsequence("connection_established", "pusher:pong");
  }

  @Test
  @Tag("WS-132")
  void givenASignInWithoutATokenOverAStream_itIsRefusedSinceNobodyKnowsWhichPageItIsOf() {
    HttpSocket stream = browser.stream("Cookie: session=ada");
    hooks.next().allow();
    assertThat(stream.line()).isEqualTo("o");
    assertThat(stream.line()).contains("connection_established");
    String signin = "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"\",\"user_data\":\"{}\"}}";
    HttpSocket post =
        browser.request(
            "POST", browser.base() + "/xhr_send?t=1", "[" + TestServer.quoted(signin) + "]");

    assertThat(stream.line())
        .contains("4009")
        .contains("Over a fallback transport this needs a token");
    post.answer();
  }
}
