package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No lines that people copy lead to a host but their own. pusher-js tries other transports when the
 * first does not get through, and without a host for them it asks the vendor's; so each snippet
 * runs where nothing answers, through all that pusher-js tries.
 */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class SnippetsStayHomeTest {
  private static final String PAGE = "http://page.test/";
  private static final Pattern HOST =
      Pattern.compile("\\b(?:wsHost|httpHost): \"([^\"]+)\"|https?://([a-z0-9.-]+)");
  // pusher-js begins its last transport after 9 s, and tries the vendor's SockJS behind it.
  private static final int STEPS = 15;
  private static final int STEP_MILLIS = 2_000;

  static Stream<JsSnippet> ofThePages() {
    return JsSnippet.ofThePages().stream();
  }

  static Stream<JsSnippet> ofBrowsers() {
    return ofThePages().filter(snippet -> !snippet.isOfAServer());
  }

  @ParameterizedTest
  @MethodSource("ofThePages")
  void givenASnippetThatMakesAClient_itSaysWhereEverythingGoes(JsSnippet snippet) {
    if (snippet.isOfAServer()) {
      assertThat(snippet.text()).matches(text -> !snippet.makesAClient() || text.contains("host:"));
    } else if (snippet.makesAClient()) {
      assertThat(snippet.text()).contains("wsHost:").contains("cluster:");
      assertThat(snippet.text())
          .contains(snippet.isPage() ? "<script src=\"pusher.min.js\">" : "import Pusher");
      assertThat(snippet.text()).containsAnyOf("enabledTransports: [\"ws\"", "httpHost:");
    }
  }

  @ParameterizedTest
  @MethodSource("ofBrowsers")
  void givenASnippetOfThePages_itAsksItsOwnHostAlone(JsSnippet snippet, Chromium chromium) {
    assertThat(strangers(chromium, List.of(firstOf(snippet), snippet))).isEmpty();
  }

  @Test
  void givenTheLinesOfTheDemoPage_theyAskTheirOwnHostAlone(Chromium chromium, @TempDir Path dataDir)
      throws Exception {
    List<JsSnippet> snippets = new ArrayList<>();
    try (DemoScene demo = DemoScene.start(chromium, dataDir)) {
      Page page = demo.open("");
      for (String over : List.of("ws", "xhr_streaming", "xhr_polling")) {
        DemoScene.at(page, "over-" + over).click();
        assertThat(DemoScene.at(page, "code-transport")).containsText("[\"" + over + "\"]");
        snippets.add(JsSnippet.ofDemo(page, "code-transport"));
      }
      for (String code :
          List.of(
              "code-signin",
              "code-user",
              "code-channel",
              "code-lobby",
              "code-devices",
              "code-terminate")) {
        snippets.add(JsSnippet.ofDemo(page, code));
      }
    }
    JsSnippet first = snippets.get(3);
    for (JsSnippet snippet : snippets) {
      assertThat(strangers(chromium, List.of(first, snippet))).as(snippet.place()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "enabledTransports: [\"ws\", \"xhr_streaming\", \"xhr_polling\"],"})
  void givenASnippetWithoutThem_theVendorIsAsked(String transports, Chromium chromium) {
    JsSnippet careless =
        new JsSnippet(
            "a careless one",
            "new Pusher('app-key', {wsHost: \"127.0.0.1\", wsPort: 6001, forceTLS: false, "
                + transports
                + " cluster: 'local'});");

    assertThat(strangers(chromium, List.of(careless)))
        .anyMatch(host -> host.contains("pusher.com"));
  }

  /** What a snippet that goes on from another needs before it. */
  private static JsSnippet firstOf(JsSnippet snippet) {
    return snippet.makesAClient() ? new JsSnippet("nothing", "") : theFirst();
  }

  private static JsSnippet theFirst() {
    return JsSnippet.ofThePages().stream()
        .filter(snippet -> snippet.place().startsWith("quick-start"))
        .findFirst()
        .orElseThrow();
  }

  /** Runs the snippets as one script on an empty page; hosts that were asked and are not theirs. */
  private static Set<String> strangers(Chromium chromium, List<JsSnippet> snippets) {
    Set<String> asked = new TreeSet<>();
    try (BrowserContext context = chromium.browser().newContext()) {
      context.route("**/*", route -> answer(route, asked));
      Page page = context.newPage();
      page.onWebSocket(socket -> asked.add(URI.create(socket.url()).getHost()));
      page.clock().install();
      page.navigate(PAGE);
      PageScript.pusherJsWithEncryption()
          .subList(0, 1)
          .forEach(script -> page.evaluate(script.text() + ";0"));
      snippets.forEach(snippet -> page.evaluate(scriptOf(snippet)));
      for (int i = 0; i < STEPS; i++) {
        page.clock().runFor(STEP_MILLIS);
        // A round trip to the page lets what has failed be told to pusher-js.
        page.evaluate("fetch('/turn').then((answer) => answer.text())");
      }
    }
    asked.removeAll(hostsOf(snippets));
    return asked;
  }

  private static void answer(Route route, Set<String> asked) {
    String url = route.request().url();
    if (url.startsWith(PAGE)) {
      route.fulfill(
          new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html><p>"));
    } else {
      asked.add(URI.create(url).getHost());
      route.abort();
    }
  }

  // Nothing listens on port 1, whatever runs on this machine; var lets the next snippet go on.
  private static String scriptOf(JsSnippet snippet) {
    String body = snippet.body().replace("6001", "1");
    if (snippet.isOption()) {
      body =
          "new Pusher(\"app-key\", {wsHost: \"127.0.0.1\", wsPort: 1, forceTLS: false,"
              + "enabledTransports: [\"ws\"], cluster: \"local\","
              + body
              + "}).signin();";
    }
    return "globalThis.show = () => {}; globalThis.team = globalThis.pusher?.subscribe('presence-team');\n"
        + body.replaceAll("(?m)^const ", "var ")
        + ";0";
  }

  private static Set<String> hostsOf(List<JsSnippet> snippets) {
    return snippets.stream()
        .flatMap(snippet -> HOST.matcher(snippet.text()).results())
        .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
        .collect(Collectors.toSet());
  }
}
