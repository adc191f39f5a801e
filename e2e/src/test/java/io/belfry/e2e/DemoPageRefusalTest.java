package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.belfry.e2e.DemoScene.DONE;
import static io.belfry.e2e.DemoScene.FAIL;
import static io.belfry.e2e.DemoScene.NOW;
import static io.belfry.e2e.DemoScene.at;
import static io.belfry.e2e.DemoScene.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.belfry.testkit.Frame;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the demo page says when the server or the endpoint refuses, in each form that there is. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DemoPageRefusalTest {
  private static final String ENDPOINT = "**/pusher/user-auth";

  // One server for all: none of these tests gets anything from it but the page.
  private static DemoScene demo;

  @BeforeAll
  static void start(Chromium chromium, @TempDir Path dataDir) throws Exception {
    demo = DemoScene.start(chromium, dataDir);
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @AfterEach
  void newBrowser() {
    demo.newBrowser();
  }

  private static void refuse(ServerSide side, int code, String words) {
    if (code >= 4000) {
      side.send(
          "{\"event\":\"pusher:error\",\"data\":{\"code\":%d,\"message\":\"%s\"}}"
              .formatted(code, words));
    }
    side.sendClose(code, words);
    // A server ends the connection; a browser waits two seconds for that before its page hears it.
    while (side.nextFrame().opcode() != Frame.CLOSE) {}
    side.close();
  }

  private static void assertTold(Page page, int code, String end, String sentence) {
    assertThat(at(page, "why")).containsText(sentence);
    assertThat(at(page, "connection-state")).hasText(end);
    assertThat(rows(page, "closed " + code)).hasCount(isSilent(code) ? 0 : 1);
    if (end.equals("disconnected")) {
      assertThat(at(page, "signin")).hasText("Sign in as Ada");
      assertThat(at(page, "signin")).isEnabled();
    }
  }

  private static final String CODES =
      """
      1000 |              | reconnecting | The connection was lost.
      1001 |              | reconnecting | The connection was lost.
      1002 | Protocol     | reconnecting | The connection was lost (1002).
      1007 | UTF-8        | reconnecting | The connection was lost (1007).
      1008 |              | reconnecting | The connection was lost (1008).
      1009 | Too big      | reconnecting | A message of this tab was too long (1009).
      1011 | Internal     | reconnecting | The connection was lost (1011).
      1012 |              | reconnecting | The connection was lost (1012).
      1013 |              | reconnecting | The connection was lost (1013).
      4000 | Only SSL     | disconnected | Belfry takes only encrypted connections of this app (4000).
      4001 | Application does not exist | disconnected | No app has the key demo-
      4003 | Application disabled | disconnected | The app is switched off (4003).
      4004 | Over quota   | disconnected | The app has as many connections as it may (4004).
      4005 | Path not found | disconnected | Belfry ended this connection (4005: Path not found).
      4006 | Format       | disconnected | Belfry ended this connection (4006: Format).
      4007 | Version      | disconnected | Belfry ended this connection (4007: Version).
      4008 | Missing      | disconnected | Belfry ended this connection (4008: Missing).
      4009 | Origin not allowed | disconnected | Belfry takes no connections from pages of this origin (4009). Add http://127.0.0.1:
      4009 | Connection not authorized within timeout | disconnected | This connection did not say in time who it is (4009).
      4009 | You were disconnected by the application | disconnected | Your application ended this connection (4009).
      4009 |              | disconnected | Belfry ended this connection (4009).
      4099 | Unknown      | disconnected | Belfry ended this connection (4099: Unknown).
      4100 | Over capacity | reconnecting | Belfry has no room for this connection just now (4100).
      4199 | Unknown      | reconnecting | Belfry ended this connection (4199: Unknown).
      4200 | Generic reconnect immediately | reconnecting | Belfry is stopping, or moves its connections (4200).
      4201 | Pong reply not received | reconnecting | Belfry heard nothing of this tab for too long (4201).
      4299 |              | reconnecting | Belfry ended this connection (4299).
      4300 | Unknown      | disconnected | Belfry ended this connection (4300: Unknown).
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = CODES, emptyValue = "")
  void givenACloseOfAnOpenConnection_thePageSaysWhy(
      int code, @Nullable String words, String end, String sentence) {
    try (ScriptedServer server = ScriptedServer.start()) {
      demo.leadTo(server.port());
      Page page = demo.open("?user=ada");
      at(page, "signin").click();
      ServerSide side = server.accept();
      side.greet("1.1", 120);
      assertThat(at(page, "step-endpoint")).hasClass(DONE);
      refuse(side, code, Objects.requireNonNullElse(words, ""));

      assertTold(page, code, end, sentence);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1001 |                            | reconnecting | Belfry does not answer.",
        "1011 | Internal                   | reconnecting | The connection was lost (1011).",
        "4000 | Only SSL                   | disconnected | Belfry takes only encrypted",
        "4001 | Application does not exist | disconnected | No app has the key demo-",
        "4004 | Over quota                 | disconnected | The app has as many connections",
        "4009 | Origin not allowed         | disconnected | Belfry takes no connections from",
        "4100 | Over capacity              | reconnecting | Belfry has no room for this",
        "4200 | Reconnect                  | reconnecting | Belfry is stopping, or moves its",
        "4300 | Unknown                    | disconnected | Belfry ended this connection"
      })
  void givenARefusalInsteadOfAGreeting_thePageSaysWhy(
      int code, @Nullable String words, String end, String sentence) {
    try (ScriptedServer server = ScriptedServer.start()) {
      demo.leadTo(server.port());
      Page page = demo.open("?user=ada");
      at(page, "signin").click();
      refuse(server.accept(), code, Objects.requireNonNullElse(words, ""));

      assertTold(page, code, end, sentence);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | text/plain | no        | Your endpoint answered 401. It found no session",
        "404 | text/html  | <p>       | Your endpoint answered 404. There is no endpoint at",
        "405 | text/html  | <p>       | Your endpoint answered 405. There is no endpoint at",
        "419 | text/html  | <p>       | Your endpoint answered 419. It could not use the form",
        "429 | text/html  | <p>       | Your endpoint answered 429. It was asked too often.",
        "500 | text/html  | <p>       | Your endpoint answered 500. It failed before it could sign",
        "503 | text/html  | <p>       | Your endpoint answered 503. It failed before it could sign",
        "201 | text/plain | {}        | Your endpoint answered 201.",
        "204 | text/plain | ''        | Your endpoint answered 204.",
        "200 | text/plain | ''        | Your endpoint did not answer with JSON.",
        "200 | text/html  | <p>Log in | Your endpoint did not answer with JSON.",
        "200 | text/plain | {}        | Your endpoint’s answer lacks auth or user_data.",
        "200 | text/plain | []        | Your endpoint’s answer lacks auth or user_data.",
        "200 | text/plain | 7         | Your endpoint’s answer lacks auth or user_data.",
        "200 | text/plain | {\"auth\":\"k:s\"} | Your endpoint’s answer lacks auth or user_data.",
        "200 | text/plain | {\"auth\":1,\"user_data\":{}} | Your endpoint’s answer lacks auth or"
      })
  void givenAnAnswerOfTheEndpointThatIsNoToken_thePageSaysWhatWasWrong(
      int status, String type, String body, String sentence) {
    Page page = demo.open("?user=ada");
    page.route(
        ENDPOINT,
        route ->
            route.fulfill(
                new Route.FulfillOptions().setStatus(status).setContentType(type).setBody(body)));
    at(page, "signin").click();

    assertThat(at(page, "why")).containsText(sentence);
    assertThat(at(page, "step-endpoint")).hasClass(FAIL);
    assertThat(at(page, "connection-state")).hasText("anonymous");
    assertThat(at(page, "signin")).hasText("Sign in as Ada");
  }

  @Test
  void givenAnEndpointThatIsNotThereOrOfAnotherOrigin_thePageSaysThatItMayNotRead() {
    Page page = demo.open("?user=ada");
    page.route(ENDPOINT, Route::abort);
    at(page, "signin").click();
    assertThat(at(page, "why"))
        .containsText("Your endpoint gave no answer that this page may read.");
    page.unroute(ENDPOINT);
    page.route(
        ENDPOINT,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(302)
                    .setHeaders(Map.of("Location", "https://login.example.com/"))));
    at(page, "refuse").click();
    at(page, "refuse-wrong-secret").click();
    at(page, "signin").click();
    assertThat(at(page, "step-endpoint")).containsText("no token");
    assertThat(at(page, "why"))
        .containsText("Your endpoint gave no answer that this page may read.");
  }

  @Test
  void givenAnEndpointThatAnswersNull_thePageSaysThatPusherJsStopsThere() {
    Page page = demo.open("?user=ada");
    page.route(
        ENDPOINT,
        route -> route.fulfill(new Route.FulfillOptions().setStatus(200).setBody("null")));
    at(page, "signin").click();

    assertThat(at(page, "why")).containsText("Your endpoint’s answer is JSON, but no object.");
    assertThat(demo.complaints()).hasSize(1).allMatch(text -> text.contains("null"));
    demo.complaints().clear();
  }

  @Test
  void givenAnEndpointThatIsSilentForFiveSeconds_thePageSaysSoAndWaitsOn() {
    Page page = demo.openWithClock("?user=ada");
    CompletableFuture<Route> asked = new CompletableFuture<>();
    page.route(ENDPOINT, asked::complete);
    page.waitForRequest(ENDPOINT, () -> at(page, "signin").click());
    assertThat(at(page, "step-endpoint")).hasClass(NOW);
    assertThat(at(page, "signin")).hasText("Signing in");
    assertThat(at(page, "why")).isHidden();
    page.clock().runFor(5_000);
    assertThat(at(page, "why"))
        .hasText(
            "Your endpoint has not answered for 5 s. Belfry waits for nothing: look at the"
                + " endpoint’s log.");
    asked.join().resume();

    assertThat(at(page, "step-signed-in")).hasClass(DONE);
    assertThat(at(page, "why")).isHidden();
  }

  @Test
  void givenAJsonpEndpointThatRefuses_thePageSaysThatJsonpTellsNoReason() {
    Page page = demo.openWithClock("?transport=jsonp&fault=nobody");
    page.waitForRequest("**/pusher/user-auth?*", () -> at(page, "signin").click());
    page.clock().runFor(5_000);

    assertThat(at(page, "why"))
        .hasText(
            "Your endpoint gave no token. JSONP tells no reason. The connection stays open,"
                + " anonymous. Look at the endpoint’s log, or use ajax.");
  }

  @Test
  void givenASignatureThatIsReallyWrong_thePageNamesAllThreeCauses() {
    try (ScriptedServer server = ScriptedServer.start()) {
      demo.leadTo(server.port());
      Page page = demo.open("?user=ada");
      at(page, "signin").click();
      ServerSide side = server.accept();
      side.greet("1.1", 120);
      assertThat(at(page, "step-endpoint")).hasClass(DONE);
      side.send(
          "{\"event\":\"pusher:error\",\"data\":{\"code\":4009,\"message\":\"Invalid signature\"}}");

      assertThat(at(page, "why")).containsText("Belfry refused the signature (4009). Either your");
      assertThat(at(page, "why")).containsText("or it signed another socket_id than that of the");
      assertThat(at(page, "step-check")).hasClass(FAIL);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\":4307,\"message\":\"Too many\"} | Belfry answered 4307. Too many.",
        "{\"code\":4309}                         | Belfry answered 4309. It gave no reason.",
        "{\"code\":null,\"message\":\"Odd\"}       | Belfry answered an error. Odd.",
        "null                                   | Belfry answered an error. It gave no reason.",
        "{}                                     | Belfry answered an error. It gave no reason."
      })
  void givenAnErrorOnAnOpenConnection_thePageTellsItAndStaysAlive(String data, String sentence) {
    try (ScriptedServer server = ScriptedServer.start()) {
      demo.leadTo(server.port());
      Page page = demo.open("?user=ada");
      at(page, "signin").click();
      ServerSide side = server.accept();
      side.greet("1.1", 120);
      assertThat(at(page, "step-endpoint")).hasClass(DONE);
      side.send("{\"event\":\"pusher:error\",\"data\":" + data + "}");
      assertThat(at(page, "why")).hasText(sentence + " The connection stays open.");
      side.send("no JSON at all");

      assertThat(rows(page, "MessageParseError")).hasCount(1);
      assertThat(at(page, "socket-id")).hasText("1.1");
    }
  }

  private static boolean isSilent(int code) {
    return code == 1000 || code == 1001;
  }
}
