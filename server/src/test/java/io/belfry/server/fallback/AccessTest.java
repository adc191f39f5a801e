package io.belfry.server.fallback;

import static io.belfry.server.fallback.Browser.QUERY;
import static io.belfry.server.fallback.Browser.lineOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose sessions are whose, and which pages may use them. */
class AccessTest {
  private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";
  private static final String PONG = "{\"event\":\"pusher:pong\",\"data\":\"{}\"}";

  @AutoClose
  private final TestServer server =
      TestServer.start("allowed_origins: [https://good.example, '*.better.example']");

  @AutoClose private final Browser browser = new Browser(server, "abcd0123");

  private static final String GOOD = "Origin: https://good.example";

  @Test
  @Tag("THR-21")
  void givenASessionOfAnotherAddressOrPage_itLooksAsIfThereWereNone() {
    HttpSocket stream = browser.stream(GOOD);
    assertThat(stream.line()).isEqualTo("o");
    stream.line();
    try (Browser elsewhere = new Browser(server, "abcd0123", 2)) {
      assertThat(elsewhere.post("[\"x\"]", GOOD)).isEqualTo(404);
      HttpSocket unknown = elsewhere.request("POST", "/pusher/app/app-key/1/none/xhr_send", "[]");
      String nothing = unknown.answer();
      HttpSocket foreign = elsewhere.request("POST", browser.base() + "/xhr_send", "[]");
      assertThat(foreign.answer()).isEqualTo(nothing);
      for (String verb : new String[] {"/xhr", "/xhr_streaming"}) {
        HttpSocket thief = elsewhere.request("POST", browser.base() + verb + QUERY, "", GOOD);
        assertThat(thief.answer()).isEqualTo(nothing);
        assertThat(thief.status()).isEqualTo(404);
      }
    }
    assertThat(browser.post("[]", "Origin: https://a.better.example")).isEqualTo(404);
    assertThat(browser.post("[]")).isEqualTo(404);
    HttpSocket otherPage = browser.poll("Origin: https://a.better.example");
    otherPage.answer();
    assertThat(otherPage.status()).isEqualTo(404);

    assertThat(browser.post("[" + TestServer.quoted(PING) + "]", GOOD)).isEqualTo(204);
    assertThat(stream.line()).isEqualTo(lineOf(PONG));
  }

  @Test
  @Tag("THR-33")
  void givenRequestsOverSeveralProxies_theSessionIsTheClientsAndNoOthers() {
    String config =
        """
        server:
          {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0,
           trusted_proxies: [127.0.0.2, 127.0.0.3]}
        apps:
          - id: "1"
            keys: [{key: app-key, secret: a secret of app 1}]
        """;
    String ada = "X-Forwarded-For: 203.0.113.7";
    try (TestServer behind = TestServer.withConfig(config);
        Browser over2 = new Browser(behind, "abcd0123", 2);
        Browser over3 = new Browser(behind, "abcd0123", 3);
        Browser direct = new Browser(behind, "abcd0123", 1)) {
      HttpSocket stream = over2.stream(ada);
      assertThat(stream.line()).isEqualTo("o");
      stream.line();
      assertThat(over3.post("[" + TestServer.quoted(PING) + "]", ada)).isEqualTo(204);
      assertThat(stream.line()).isEqualTo(lineOf(PONG));
      assertThat(over2.post("[]", "X-Forwarded-For: 203.0.113.8")).isEqualTo(404);
      assertThat(over2.post("[]")).isEqualTo(404);
      assertThat(direct.post("[]", ada)).isEqualTo(404);
    }
  }

  @Test
  @Tag("WS-011")
  @Tag("THR-21")
  void givenAPageOutsideTheList_itIsClosedWith4009AndMayNotReadIt() {
    HttpSocket poll = browser.poll("Origin: https://evilgood.example");
    assertThat(poll.answer()).isEqualTo("o\nc[4009,\"Origin not allowed\"]\n");
    assertThat(poll.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-011")
  void givenTheOriginOfTheAddressAskedFor_itIsNoOtherSite() {
    HttpSocket poll = browser.poll("Origin: https://h");
    assertThat(poll.answer()).startsWith("o\n").contains("connection_established");
    assertThat(browser.post("[" + TestServer.quoted(PING) + "]", "Origin: https://h"))
        .isEqualTo(204);
    assertThat(browser.post("[]", GOOD)).isEqualTo(404);
    assertThat(browser.poll("Origin: https://h").answer()).isEqualTo(lineOf(PONG) + "\n");
  }

  @Test
  @Tag("WS-097")
  @Tag("THR-22")
  void givenAPreflight_itAllowsPagesOfTheListAndTouchesNoSession() {
    for (String verb : new String[] {"/xhr", "/xhr_streaming", "/xhr_send"}) {
      HttpSocket good = browser.request("OPTIONS", browser.base() + verb + QUERY, "", GOOD);
      assertThat(good.answer()).isEmpty();
      assertThat(good.status()).isEqualTo(204);
      assertThat(good.header("Content-Length")).isEmpty();
      assertThat(good.header("Access-Control-Allow-Origin")).isEqualTo("https://good.example");
      assertThat(good.header("Access-Control-Allow-Methods")).isEqualTo("POST, OPTIONS");
      assertThat(good.header("Access-Control-Allow-Headers")).isEqualTo("content-type");
      assertThat(good.header("Access-Control-Max-Age")).isEqualTo("86400");
      assertThat(good.header("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(good.header("Vary")).isEqualTo("Origin");
      HttpSocket bad = browser.request("OPTIONS", browser.base() + verb, "", "Origin: https://x.y");
      bad.answer();
      assertThat(bad.status()).isEqualTo(204);
      assertThat(bad.header("Access-Control-Allow-Origin")).isEmpty();
    }
    HttpSocket open =
        browser.request("OPTIONS", "/pusher/app/other-key/1/s/xhr", "", "Origin: https://x.y");
    open.answer();
    assertThat(open.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-097")
  void givenAnAnswerToAPost_thePageMayReadIt() {
    HttpSocket stream = browser.stream(GOOD);
    assertThat(stream.header("Access-Control-Allow-Origin")).isEqualTo("https://good.example");
    HttpSocket post = browser.request("POST", browser.base() + "/xhr_send", "[]", GOOD);
    post.answer();
    assertThat(post.status()).isEqualTo(204);
    assertThat(post.header("Access-Control-Allow-Origin")).isEqualTo("https://good.example");
    assertThat(post.header("Server")).isEmpty();
  }

  @Test
  @Tag("WS-094")
  @Tag("THR-48")
  void givenAWrongMethodOrPath_itIsRefusedWithoutASession() {
    for (String verb : new String[] {"/xhr", "/xhr_streaming", "/xhr_send"}) {
      for (String method : new String[] {"GET", "PUT", "DELETE"}) {
        HttpSocket wrong = browser.request(method, browser.base() + verb, "");
        wrong.answer();
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("Allow")).isEqualTo("POST, OPTIONS");
      }
    }
    for (String path :
        new String[] {
          "/pusher",
          "/pusher/",
          "/pusher/app/app-key/1/s",
          "/pusher/app/app-key/1/s/xhr/",
          "/pusher/app/app-key/1/s/jsonp",
          "/pusher/app/app-key/1/s/eventsource",
          "/pusher/app/app-key/1234/s/xhr",
          "/pusher/app/app-key/x/s/xhr",
          "/pusher/app/app-key/1/" + "s".repeat(65) + "/xhr",
          "/pusher/app/app-key/1/s%2f/xhr",
          "/pusher/app//1/s/xhr",
          "/app/app-key/1/s/xhr",
          "/PUSHER/app/app-key/1/s/xhr",
          "/pusherx/app/app-key/1/s/xhr"
        }) {
      HttpSocket wrong = browser.request("POST", path + QUERY, "");
      wrong.answer();
      assertThat(wrong.status()).as(path).isEqualTo(404);
    }
    assertThat(server.server().connections()).isZero();
  }

  @Test
  @Tag("WS-092")
  void givenOtherPrefixes_theSessionsAreThere() {
    String yaml =
        """
        server: {host: 127.0.0.1, port: 0, fallback_prefixes: [/rt/http, ""]}
        apps: [{id: "1", keys: [{key: app-key, secret: a secret of app 1}]}]
        """;
    try (TestServer other = TestServer.withConfig(yaml);
        Browser client = new Browser(other, "s")) {
      for (String prefix : new String[] {"/rt/http", ""}) {
        String path = prefix + "/app/app-key/1/s" + prefix.length() + "/xhr" + QUERY;
        assertThat(client.request("POST", path, "").answer()).startsWith("o\na[");
      }
      HttpSocket old = client.poll();
      old.answer();
      assertThat(old.status()).isEqualTo(404);
    }
  }
}
