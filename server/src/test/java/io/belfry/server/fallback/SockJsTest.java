package io.belfry.server.fallback;

import static io.belfry.server.fallback.Browser.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SockJS as pusher-js uses it. */
class SockJsTest {
  private static final String SESSION = "/pusher/042/abcd0123";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  private static final String PATH = "{\"path\":\"/app/app-key?protocol=7&client=js\"}";

  @AutoClose private final TestServer server = TestServer.start();
  @AutoClose private final Browser browser = new Browser(server, "unused");

  private HttpSocket poll() {
    return browser.request("GET", SESSION + "/jsonp?c=_jp.a1", "");
  }

  private String send(String... messages) {
    String array = "[" + String.join(",", quoted(messages)) + "]";
    String body = "d=" + URLEncoder.encode(array, StandardCharsets.UTF_8);
    return browser.request("POST", SESSION + "/jsonp_send?i=a", body, FORM).answer();
  }

  private static String[] quoted(String... messages) {
    return Arrays.stream(messages).map(TestServer::quoted).toArray(String[]::new);
  }

  @Test
  @Tag("WS-101")
  void givenInfo_itTellsWhatThereIs() {
    HttpSocket info = browser.request("GET", "/pusher/info", "", "Origin: https://x.y");
    assertThat(info.answer())
        .matches(
            "\\{\"websocket\":false,\"origins\":\\[\"\\*:\\*\"],\"cookie_needed\":false,\"entropy\":\\d{1,10}}");
    assertThat(info.header("Access-Control-Allow-Origin")).isEqualTo("*");
    HttpSocket frame = browser.request("GET", "/pusher/iframe.html?js_path=//evil", "");
    frame.answer();
    assertThat(frame.status()).isEqualTo(404);
  }

  @Test
  @Tag("WS-101")
  void givenScriptsAndForms_aSessionIsNamedAndGoesOn() {
    HttpSocket first = poll();
    assertThat(first.answer()).isEqualTo("/**/_jp.a1(\"o\");\r\n");
    assertThat(first.header("Content-Type")).startsWith("application/javascript");
    HttpSocket second = poll();
    assertThat(send(PATH)).isEqualTo("ok");
    assertThat(second.answer())
        .startsWith("/**/_jp.a1(\"a[\\\"{\\\\\\\"event\\\\\\\":\\\\\\\"pusher:connection_esta");
    assertThat(send(subscribe("a"))).isEqualTo("ok");
    assertThat(poll().answer()).contains("subscription_succeeded");
    assertThat(browser.request("POST", SESSION + "/jsonp_send", "d=", FORM).answer())
        .isEqualTo("ok");
    assertThat(poll().answer()).isEqualTo("/**/_jp.a1(\"a[]\");\r\n");
    assertThat(browser.request("POST", SESSION + "/jsonp_send", "[]").answer()).isEqualTo("ok");
    assertThat(poll().answer()).isEqualTo("/**/_jp.a1(\"a[]\");\r\n");
  }

  @ParameterizedTest
  @Tag("WS-101")
  @ValueSource(strings = {"x", "{}", "{\"path\":1}", "{\"path\":\"/other\"}", "[\"/app/app-key\"]"})
  void givenAFirstMessageThatNamesNoApp_itIsClosedWith4005(String message) {
    poll().answer();
    HttpSocket next = poll();
    send(message);
    assertThat(next.answer()).isEqualTo("/**/_jp.a1(\"c[4005,\\\"Path not found\\\"]\");\r\n");
    assertThat(poll().answer()).contains("c[4005");
  }

  @Test
  @Tag("WS-006")
  void givenAnUnknownApp_itIsClosedWith4001() {
    poll().answer();
    HttpSocket next = poll();
    send("{\"path\":\"/app/nobody?protocol=7\"}");
    assertThat(next.answer()).contains("c[4001,");
  }

  @Test
  @Tag("WS-101")
  @Tag("THR-38")
  void givenASessionThatNamesNoApp_itEndsAfterTenSeconds() {
    poll().answer();
    HttpSocket next = poll();
    browser.request("GET", "/pusher/info", "").answer();
    server.clock().advance(Duration.ofSeconds(10));
    assertThat(next.answer()).contains("c[4005,");
  }

  @ParameterizedTest
  @Tag("WS-102")
  @ValueSource(
      strings = {
        "",
        "?c=",
        "?c=a(b",
        "?c=%3Cscript%3E",
        "?c=a%5B0%5D",
        "?c=a;b",
        "?c=a%0A",
        "?c=%E4%B8",
        "?c=%zz",
        "?x=a"
      })
  void givenACallbackThatCouldBeCode_itIsRefused(String query) {
    HttpSocket socket = browser.request("GET", SESSION + "/jsonp" + query, "");
    socket.answer();
    assertThat(socket.status()).isEqualTo(400);
    assertThat(socket.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  @Tag("WS-102")
  void givenACallbackOf65Letters_itIsRefused() {
    HttpSocket longest = browser.request("GET", SESSION + "/jsonp?c=" + "a".repeat(64), "");
    longest.answer();
    assertThat(longest.status()).isEqualTo(200);
    HttpSocket longer = browser.request("GET", SESSION + "/jsonp?c=" + "a".repeat(65), "");
    longer.answer();
    assertThat(longer.status()).isEqualTo(400);
  }

  @Test
  @Tag("THR-21")
  void givenAnAppWithAListOfPages_aScriptOfAnotherPageIsRefused() {
    try (TestServer strict = TestServer.start("allowed_origins: [https://good.example]");
        Browser client = new Browser(strict, "unused")) {
      for (String referer :
          new String[] {"Referer: https://evil.example/https://good.example/", "X-No: referer"}) {
        String session = "/pusher/042/" + (referer.startsWith("X") ? "none" : "evil");
        client.request("GET", session + "/jsonp?c=a", "", referer).answer();
        String body = "[" + TestServer.quoted(PATH) + "]";
        client.request("POST", session + "/jsonp_send", body, referer).answer();
        assertThat(client.request("GET", session + "/jsonp?c=a", "", referer).answer())
            .contains("c[4009,\\\"Origin not allowed");
      }
      String good = "Referer: https://good.example/page?x";
      client.request("GET", "/pusher/042/good/jsonp?c=a", "", good).answer();
      client
          .request(
              "POST",
              "/pusher/042/good/jsonp_send",
              "[" + TestServer.quoted(PATH) + "]",
              "Origin: https://good.example")
          .answer();
      assertThat(client.request("GET", "/pusher/042/good/jsonp?c=a", "", good).answer())
          .contains("connection_established");
    }
  }

  @Test
  @Tag("WS-101")
  void givenXhrOnASockJsPath_itIsTheSameSession() {
    assertThat(browser.request("POST", SESSION + "/xhr", "").answer()).isEqualTo("o\n");
    HttpSocket poll = browser.request("POST", SESSION + "/xhr", "");
    HttpSocket post =
        browser.request("POST", SESSION + "/xhr_send", "[" + TestServer.quoted(PATH) + "]");
    post.answer();
    assertThat(post.status()).isEqualTo(204);
    assertThat(poll.answer()).contains("connection_established");
  }
}
