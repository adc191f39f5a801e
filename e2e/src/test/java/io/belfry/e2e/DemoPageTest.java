package io.belfry.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.belfry.e2e.DemoScene.DONE;
import static io.belfry.e2e.DemoScene.at;
import static io.belfry.e2e.DemoScene.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo page of a real {@code belfry dev} in a real browser. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class DemoPageTest {
  @TempDir private Path dataDir;
  private DemoScene demo;

  // A server for each test: over HTTP a closed tab lingers, and would count in the next one.
  @BeforeEach
  void start(Chromium chromium) throws Exception {
    demo = DemoScene.start(chromium, dataDir);
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private Page open(String query) {
    return demo.open(query);
  }

  private Page signedIn(String user) {
    return demo.signedIn(user);
  }

  @Test
  void givenAda_sheSignsInAndTheRopeIsWhole() {
    Page page = signedIn("ada");

    assertThat(at(page, "step-signed-in")).containsText("Signed in as Ada Okafor");
    assertThat(at(page, "connection-state")).hasText("signed in as Ada");
    assertThat(at(page, "socket-id")).hasText(Pattern.compile("\\d+\\.\\d+"));
    assertThat(rows(page, "pusher:signin_success")).hasCount(1);
    assertThat(at(page, "why")).isHidden();
  }

  @Test
  void givenJsonp_adaSignsInTheSameWay() {
    Page page = open("?transport=jsonp&user=ada");
    at(page, "signin").click();

    assertThat(at(page, "step-signed-in")).containsText("Signed in as Ada Okafor");
  }

  @Test
  void givenTwoTabs_anEventForAdaReachesOnlyHers() {
    Page ada = signedIn("ada");
    Page bjorn = signedIn("bjorn");
    at(bjorn, "send-user-id").selectOption("ada");
    at(bjorn, "send-user-event").fill("lunch");
    at(bjorn, "send-user-go").click();

    assertThat(rows(ada, "lunch")).containsText("The bells are ringing");
    assertThat(at(bjorn, "send-user-result")).containsText("Reached 1 connection of Ada");
    assertThat(rows(bjorn, "lunch")).hasCount(0);
  }

  @Test
  void givenNobodyOfThatName_theResultSaysSo() {
    Page page = signedIn("ada");
    at(page, "send-user-id").selectOption("chidi");
    at(page, "send-user-go").click();

    assertThat(at(page, "send-user-result")).containsText("Chidi is not signed in");
  }

  @Test
  void givenAnEventForTheChannel_everySubscribedTabHearsIt() {
    Page ada = signedIn("ada");
    Page bjorn = signedIn("bjorn");
    assertThat(at(ada, "subscribed")).containsText("private-orders");
    assertThat(at(bjorn, "subscribed")).containsText("private-orders");
    at(ada, "send-channel-go").click();

    assertThat(at(ada, "send-channel-result")).containsText("Reached 2 subscribers");
    assertThat(rows(bjorn, "order-paid")).hasCount(1);
  }

  @Test
  void givenAChannelThatTheEndpointKeepsShut_theTabIsTold() {
    Page page = signedIn("ada");
    at(page, "send-channel-name").fill("private-payroll");
    at(page, "subscribe").click();

    assertThat(at(page, "send-channel-result"))
        .hasText("Your endpoint did not let this tab into private-payroll");
    assertThat(rows(page, "subscription_error")).containsText("your endpoint answered 403");
  }

  @Test
  void givenATermination_theUsersTabIsClosedAndStaysSo() {
    Page ada = signedIn("ada");
    Page bjorn = signedIn("bjorn");
    at(bjorn, "terminate-id").selectOption("ada");
    at(bjorn, "terminate-go").click();

    assertThat(at(ada, "why"))
        .hasText(
            "Your application ended this connection (4009). pusher-js does not reconnect after"
                + " 4009. Sign in again to open a new one.");
    assertThat(at(ada, "connection-state")).hasText("disconnected");
    assertThat(rows(ada, "closed 4009")).hasCount(1);
    assertThat(at(bjorn, "terminate-result")).containsText("Closed 1 connection");
    assertThat(at(bjorn, "connection-state")).hasText("signed in as Bjørn");
  }

  private static Locator here(Page page, String user, String column) {
    return at(page, "here-" + user).locator("[data-test=" + column + "]");
  }

  private static void assertHere(Page page, String user, String online, String member) {
    assertThat(here(page, user, "online")).hasText(online);
    assertThat(here(page, user, "member")).hasText(member);
  }

  @Test
  void givenTwoTabs_eachSeesTheOtherComeAndGo() {
    Page ada = signedIn("ada");
    assertHere(ada, "bjorn", "offline", "absent");
    Page bjorn = signedIn("bjorn");
    assertHere(ada, "bjorn", "online", "member");
    assertHere(bjorn, "ada", "online", "member");
    assertHere(bjorn, "chidi", "offline", "absent");
    at(bjorn, "join").click();
    assertHere(ada, "bjorn", "online", "absent");
    assertThat(at(bjorn, "wave")).isDisabled();
    bjorn.close();

    assertHere(ada, "bjorn", "offline", "absent");
  }

  @Test
  @Tag("USR-022")
  void givenThreeDevicesOfAda_oneIsEndedFromAnotherAndToldWhy() {
    Page phone = open("?user=ada&device=Ada%E2%80%99s%20phone");
    DemoScene.signIn(phone);
    Page tablet = open("?user=ada&device=Tablet");
    DemoScene.signIn(tablet);
    Page here = signedIn("ada");
    assertThat(at(here, "device")).hasCount(3);
    at(here, "sessions")
        .locator("tr", new Locator.LocatorOptions().setHasText("Ada’s phone"))
        .getByRole(AriaRole.BUTTON)
        .click();

    assertThat(at(here, "devices-result")).hasText("Ended 1");
    assertThat(at(here, "device")).hasCount(2);
    assertThat(at(phone, "why"))
        .containsText(
            "Your application ended this connection: Signed out on another device (4009).");
    assertThat(at(phone, "connection-state")).hasText("disconnected");
    assertThat(at(tablet, "step-signed-in")).hasClass(DONE);
    at(here, "devices-others").click();
    assertThat(at(here, "device")).hasCount(1);
    assertThat(at(here, "device")).containsText("this tab");
    assertThat(at(tablet, "connection-state")).hasText("disconnected");
    assertThat(at(here, "step-signed-in")).hasClass(DONE);
  }

  @Test
  void givenAWave_theOtherTabAloneSaysWhoWaved() {
    Page ada = signedIn("ada");
    Page bjorn = signedIn("bjorn");
    assertHere(ada, "bjorn", "online", "member");
    assertHere(bjorn, "ada", "online", "member");
    at(bjorn, "wave").click();

    assertThat(at(ada, "wave-result"))
        .hasText(Pattern.compile("Bjørn waved at \\d\\d:\\d\\d:\\d\\d"));
    assertThat(rows(ada, "client-wave")).containsText("from bjorn");
    assertThat(at(bjorn, "wave-result")).hasText("You waved to Ada");
    assertThat(rows(bjorn, "client-wave")).hasCount(1);
    assertThat(rows(bjorn, "client-wave").locator(".text")).hasText("presence-lobby");
  }

  @Test
  void givenMoreWavesThanAllowed_theRefusalStandsBesideThem() {
    Page ada = signedIn("ada");
    assertHere(ada, "ada", "online", "member");
    at(ada, "wave").evaluate("wave => { for (let i = 0; i < 30; i++) wave.click(); }");

    assertThat(at(ada, "wave-result")).containsText("Belfry refused the wave (4301)");
    assertThat(at(ada, "why")).isHidden();
  }

  @Test
  @Tag("USR-060")
  void givenASignIn_theWebhooksOfTheApplicationAreListed() {
    Page page = signedIn("ada");

    Locator online = at(page, "told").locator("[data-name=user_online]");
    assertThat(online).containsText("ada");
    assertThat(at(page, "told").locator("[data-name=channel_occupied]").first()).isVisible();
    assertThat(at(page, "code-hooks")).containsText("belfry.webhook(");
  }

  @Test
  void givenAnotherTransport_everythingGoesOverIt() {
    Page ada = signedIn("ada");
    Page bjorn = signedIn("bjorn");
    assertThat(at(ada, "carried")).hasText("Connected over ws.");
    at(ada, "over-xhr_polling").click();
    assertThat(at(ada, "carried")).hasText("Connected over xhr_polling.");
    assertThat(at(ada, "step-signed-in")).containsText("user ada, 1 connection");
    assertHere(ada, "bjorn", "online", "member");
    at(ada, "wave").click();
    assertThat(at(bjorn, "wave-result")).containsText("Ada waved");
    at(bjorn, "wave").click();
    assertThat(at(ada, "wave-result")).containsText("Bjørn waved");
    at(bjorn, "send-user-id").selectOption("ada");
    at(bjorn, "send-user-go").click();

    assertThat(rows(ada, "greeting")).containsText("The bells are ringing");
  }

  @Test
  void givenTwoTabsOfAda_theRopeCountsThem() {
    Page first = signedIn("ada");
    Page second = signedIn("ada");
    assertThat(at(first, "step-signed-in")).containsText("user ada, 2 connections");
    assertThat(at(second, "step-signed-in")).containsText("user ada, 2 connections");
    second.close(new Page.CloseOptions().setRunBeforeUnload(true));

    assertThat(at(first, "step-signed-in")).containsText("user ada, 1 connection");
  }

  @Test
  void givenAdaInAnotherBrowser_theResultDoesNotCallHerAbsent() {
    Page bjorn = signedIn("bjorn");
    BrowserContext other = demo.chromium().browser().newContext();
    Page ada = other.newPage();
    ada.navigate(demo.dev().page() + "?user=ada&autosign=1");
    assertThat(here(bjorn, "ada", "online")).hasText("online");
    at(bjorn, "send-user-id").selectOption("ada");
    at(bjorn, "send-user-go").click();

    assertThat(at(bjorn, "send-user-result"))
        .hasText("Sent to Ada, who is online in another browser");
    assertThat(rows(ada, "greeting")).hasCount(1);
    other.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody | endpoint | Your endpoint answered 403. It found no session for this browser, so"
            + " nothing was signed and Belfry was not asked.",
        "500 | endpoint | Your endpoint answered 500. It failed before it could sign",
        "garbage | endpoint | Your endpoint did not answer with JSON.",
        "wrong-secret | check | Belfry refused the signature (4009). The token was made with"
            + " another secret than that of key demo-",
        "other-socket | check | The signature was made for another connection. Sign the socket_id"
            + " of the request and send Cache-Control: no-store.",
        "changed-user | check | The user data is not what was signed."
      })
  void givenAFault_theSentenceNamesReasonAndStep(String fault, String step, String sentence) {
    Page page = open("");
    at(page, "refuse").click();
    at(page, "refuse-" + fault).click();
    at(page, "signin").click();

    assertThat(at(page, "why")).containsText(sentence);
    assertThat(at(page, "step-" + step)).hasClass(Pattern.compile("\\bfail\\b"));
    assertThat(at(page, "connection-state")).hasText("anonymous");
  }

  @Test
  void givenDataThatIsNoJson_theFieldSaysHowToWriteIt() {
    Page page = open("");
    at(page, "send-user-data").fill("hello");
    at(page, "send-user-go").click();

    assertThat(at(page, "send-user-error"))
        .hasText("This is not JSON. Put text in double quotes, for example \"hello\".");
    assertThat(at(page, "send-user-data")).isFocused();
  }

  private static String lines(Page page, String code) {
    return JsSnippet.ofDemo(page, code).body();
  }

  @Test
  void givenTheLinesOfThePage_theyWave() {
    Page bjorn = signedIn("bjorn");
    Page page = open("?user=ada");
    String lines = lines(page, "code-signin") + lines(page, "code-lobby");
    page.evaluate("() => {" + lines + "}");

    assertThat(at(bjorn, "wave-result")).containsText("Ada waved");
  }

  @Test
  void givenTheLinesOfThePage_theySignIn() {
    Page page = open("?user=ada");
    String lines = lines(page, "code-signin");
    ConsoleMessage said = page.waitForConsoleMessage(() -> page.evaluate("() => {" + lines + "}"));

    assertThat(said.text()).contains("\"id\":\"ada\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 900, 1280})
  void givenAWidth_thePageDoesNotScrollSideways(int width) {
    Page page =
        demo.chromium().browser().newPage(new Browser.NewPageOptions().setViewportSize(width, 800));
    page.navigate(demo.dev().page() + "?user=ada&autosign=1");
    assertThat(at(page, "step-signed-in")).hasClass(DONE);

    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('#refusals b')]"
                    + ".filter(b => b.scrollWidth > b.clientWidth).length"))
        .as("labels that are cut")
        .isEqualTo(0);
    page.close();
  }

  @Test
  void givenTheKeyboard_theFirstStopIsTheSkipLink() {
    Page page = open("");
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip").first()).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#who-h")).isFocused();
    page.keyboard().press("Tab");

    assertThat(page.locator("[name=as]:checked")).isFocused();
  }
}
