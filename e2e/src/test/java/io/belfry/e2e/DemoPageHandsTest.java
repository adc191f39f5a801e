package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.belfry.e2e.DemoScene.DONE;
import static io.belfry.e2e.DemoScene.FAIL;
import static io.belfry.e2e.DemoScene.at;
import static io.belfry.e2e.DemoScene.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo page under hands that click twice, that have a keyboard alone, or a small screen. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DemoPageHandsTest {
  // The page takes what follows a step at once for the second half of the same one.
  private static final long CALM_MILLIS = 1_000;
  private static final String FOCUS =
      "document.activeElement.dataset.test ?? document.activeElement.id";

  private DemoScene demo;

  @BeforeEach
  void start(Chromium chromium, @TempDir Path dataDir) throws Exception {
    demo = DemoScene.start(chromium, dataDir);
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private Page sized(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        demo.chromium()
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setBypassCSP(true)
                    .setColorScheme(scheme)
                    .setViewportSize(width, height));
    return context.newPage();
  }

  @Test
  void givenADoubleClick_theTabSignsInOnceAndStaysSo() {
    Page page = demo.open("?user=ada");
    assertThat(at(page, "connection-state")).hasText("not connected yet");
    at(page, "signin").dblclick();

    assertThat(at(page, "connection-state")).hasText("signed in as Ada");
    assertThat(at(page, "signin")).hasText("Signed in as Ada");
    assertThat(at(page, "signin")).isDisabled();
    assertThat(at(page, "disconnect")).isVisible();
    assertThat(rows(page, "connection_established")).hasCount(1);
    assertThat(rows(page, "disconnect")).hasCount(0);
  }

  @Test
  void givenTheKeyboardAlone_theFocusNeverFallsOff() {
    Page page = demo.openWithClock("?user=ada");
    at(page, "signin").focus();
    page.keyboard().press("Enter");
    assertThat(at(page, "step-signed-in")).hasClass(DONE);
    assertThat(page.evaluate(FOCUS)).isEqualTo("signin");
    page.clock().runFor(CALM_MILLIS);
    page.keyboard().press("Tab");
    assertThat(page.evaluate(FOCUS)).isEqualTo("disconnect");
    page.keyboard().press("Enter");
    assertThat(at(page, "connection-state")).hasText("disconnected");
    assertThat(page.evaluate(FOCUS)).isEqualTo("signin");
    assertThat(at(page, "signin")).hasText("Sign in as Ada");
  }

  @Test
  void givenAKeyThatIsHeld_itCountsOnce() {
    Page page = demo.openWithClock("?user=ada");
    List<String> asked = new CopyOnWriteArrayList<>();
    page.onRequest((Request request) -> asked.add(request.url()));
    at(page, "signin").focus();
    for (int i = 0; i < 20; i++) {
      page.keyboard().down("Enter");
    }
    page.keyboard().up("Enter");
    assertThat(at(page, "step-signed-in")).hasClass(DONE);
    page.clock().runFor(CALM_MILLIS);
    at(page, "send-user-go").focus();
    for (int i = 0; i < 20; i++) {
      page.keyboard().down("Enter");
    }
    page.keyboard().up("Enter");
    assertThat(at(page, "send-user-result")).containsText("Reached nobody");
    page.clock().runFor(CALM_MILLIS);
    at(page, "disconnect").focus();
    for (int i = 0; i < 20; i++) {
      page.keyboard().down("Enter");
    }
    page.keyboard().up("Enter");

    assertThat(at(page, "connection-state")).hasText("disconnected");
    assertThat(asked).filteredOn(url -> url.endsWith("/pusher/user-auth")).hasSize(1);
    assertThat(asked).filteredOn(url -> url.endsWith("/demo/send")).hasSize(1);
  }

  @Test
  void givenATerminationWhileAButtonHasTheFocus_itKeepsIt() {
    Page ada = demo.signedIn("ada");
    assertThat(at(ada, "join")).hasText("Leave the lobby");
    at(ada, "join").focus();
    Page bjorn = demo.signedIn("bjorn");
    at(bjorn, "terminate-go").click();
    assertThat(at(ada, "connection-state")).hasText("disconnected");

    assertThat(ada.evaluate(FOCUS)).isEqualTo("join");
    ada.keyboard().press("Enter");
    assertThat(at(ada, "join")).isDisabled();
  }

  @Test
  void givenASlash_theFocusGoesToTheEvents() {
    Page page = demo.open("");
    assertThat(page.locator("#log")).containsText("/ goes here");
    page.keyboard().press("/");
    assertThat(at(page, "log-all")).isFocused();
  }

  @Test
  void givenNobodyChosen_theTargetIsTheUserOfTheOtherTab() {
    Page page = demo.signedIn("ada");
    assertThat(at(page, "second-tab")).hasText("Open a second tab as Bjørn");
    assertThat(at(page, "send-user-id")).hasValue("bjorn");
    assertThat(at(page, "terminate-id")).hasValue("bjorn");
    assertThat(at(page, "terminate-self")).isHidden();
    at(page, "terminate-id").selectOption("ada");
    assertThat(at(page, "terminate-self")).hasText("This also ends this tab.");
    at(page, "terminate-go").click();

    assertThat(at(page, "terminate-result")).hasText("Closed 1 connection of Ada, this tab’s too");
    assertThat(at(page, "connection-state")).hasText("disconnected");
    assertThat(at(page, "terminate-id")).hasValue("ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                   | Give the channel a name",
        "private-encrypted-x  | The demo has no key for encrypted channels.",
        "#server-to-user-ada  | This is the channel of one user.",
        "#other               | A name has letters, digits and any of",
        "bad channel          | A name has letters, digits and any of",
        "private-ä            | A name has letters, digits and any of"
      })
  void givenAChannelThatCannotBe_theFormSaysSoAndAsksNobody(String name, String sentence) {
    Page page = demo.signedIn("ada");
    assertThat(at(page, "subscribed")).containsText("private-orders");
    List<String> asked = new CopyOnWriteArrayList<>();
    page.onRequest(
        (Request request) -> {
          // The page looks for webhooks all the time.
          if (!request.url().contains("/demo/webhooks?")) {
            asked.add(request.url());
          }
        });
    at(page, "send-channel-name").fill(name);
    at(page, "subscribe").click();
    assertThat(at(page, "send-channel-wrong")).containsText(sentence);
    assertThat(at(page, "send-channel-name")).isFocused();
    at(page, "send-channel-name").fill("private-orders");
    at(page, "subscribe").click();
    assertThat(at(page, "send-channel-wrong")).isHidden();
    at(page, "send-channel-name").fill(name);
    at(page, "send-channel-go").click();
    assertThat(at(page, "send-channel-wrong")).containsText(sentence);

    assertThat(asked).isEmpty();
    assertThat(rows(page, "subscription_error")).hasCount(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "presence-other | Your endpoint did not let this tab into presence-other",
        "private-other  | Your endpoint did not let this tab into private-other"
      })
  void givenAChannelThatIsRefused_oneRowAndOneSentenceSayByWhom(String name, String sentence) {
    Page page = demo.signedIn("ada");
    at(page, "send-channel-name").fill(name);
    at(page, "subscribe").click();

    assertThat(at(page, "send-channel-result")).hasText(sentence);
    assertThat(rows(page, "subscription_error")).hasCount(1);
    assertThat(at(page, "why")).isHidden();
  }

  @Test
  void givenDataThatIsNoJson_theLinesHaveItAsText() {
    Page page = demo.open("");
    at(page, "send-user-data").fill("he said \"hello\"");

    assertThat(page.locator("#code-user pre").nth(1)).containsText("\"he said \\\"hello\\\"\"");
  }

  @Test
  void givenTheLinesForATerminal_onlyCommentsLookLikeThem() {
    Page page = demo.open("");
    at(page, "code-user-curl").click();
    assertThat(page.locator("#code-user .c-c")).hasCount(0);
    assertThat(page.locator("#code-signin .c-c")).hasText("# what the client asks your endpoint");
  }

  @ParameterizedTest
  @CsvSource({"360, 740", "320, 640"})
  void givenASmallScreen_aRefusalIsSeen(int width, int height) {
    Page page = demo.load(sized(width, height, ColorScheme.LIGHT), "?fault=wrong-secret");
    at(page, "signin").click();
    assertThat(at(page, "step-check")).hasClass(FAIL);

    assertThat(at(page, "why")).isInViewport();
    at(page, "send-user-go").click();
    assertThat(at(page, "send-user-result")).containsText("Reached nobody");
    assertThat(at(page, "log-open")).containsText("pusher:error 4009 Invalid signature");
    at(page, "log-open").click();
    assertThat(page.locator("#log h2")).isHidden();
    at(page, "log-open").click();
    assertThat(at(page, "log-open")).containsText("POST /events");
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "1280, DARK", "360, LIGHT", "360, DARK"})
  void givenEachState_noBarrierIsFound(int width, ColorScheme scheme) throws IOException {
    Path axe = SdkFolder.install("axe-core").path().resolve("node_modules/axe-core/axe.min.js");
    Page page = demo.load(sized(width, 800, scheme), "?fault=wrong-secret");
    page.evaluate(Files.readString(axe) + ";0");
    assertNoBarrier(page);
    at(page, "signin").click();
    assertThat(at(page, "step-check")).hasClass(FAIL);
    at(page, "send-channel-name").fill("#x");
    at(page, "send-channel-go").click();
    assertNoBarrier(page);
    at(page, "user-ada").click();
    at(page, "signin").click();
    assertThat(at(page, "step-signed-in")).hasClass(DONE);
    at(page, "code-signin-java").click();
    assertNoBarrier(page);
    demo.dev().kill();
    assertThat(at(page, "connection-state")).hasText("reconnecting");
    assertNoBarrier(page);
    page.context().close();
  }

  // The colour of a row that is new fades in, so motion is off while contrast is measured.
  private static void assertNoBarrier(Page page) {
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    Object found =
        page.evaluate(
            "axe.run().then(({violations}) => violations.map(({id, nodes}) =>"
                + " id + ': ' + nodes.map(({html}) => html.slice(0, 120)).join(' ; ')))");
    assertThat(found).isEqualTo(List.of());
  }
}
